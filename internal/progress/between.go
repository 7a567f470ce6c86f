package progress

// Between is what differs between two sets of figures: from one to another.
type Between struct {
	Rates   []RateBetween   `json:"rates"`
	Numbers []NumberBetween `json:"numbers"`
	Bureaus []BureauBetween `json:"bureaus"` // by their codes, in the order of the former
}

// RateBetween is one of the four rates in both.
type RateBetween struct {
	Rate   string `json:"rate"` // as the figures name it
	Label  string `json:"label"`
	From   Rate   `json:"from"`
	To     Rate   `json:"to"`
	Points string `json:"points"` // for people, see [Points]
}

// NumberBetween is a number of processes in both.
type NumberBetween struct {
	Number     string `json:"number"`
	Label      string `json:"label"`
	From       int64  `json:"from"`
	To         int64  `json:"to"`
	Difference int64  `json:"difference"`
}

// BureauBetween is one bureau in both.
type BureauBetween struct {
	Code    string          `json:"code"`
	Bureau  string          `json:"bureau"`
	From    *Bureau         `json:"from"` // null: it is not among them
	To      *Bureau         `json:"to"`   // as above
	Numbers []NumberBetween `json:"numbers"`
	Points  string          `json:"points"` // of the process rate
}

// BetweenOf compares two sets of figures.
func BetweenOf(from, to Figures) Between {
	b := Between{Bureaus: []BureauBetween{}}
	rate := func(name, label string, of func(Rates) Rate) {
		a, z := of(from.Rates), of(to.Rates)
		b.Rates = append(b.Rates, RateBetween{name, label, a, z, Points(a, z)})
	}
	rate("process", RateProcess.Label(), func(r Rates) Rate { return r.Process })
	rate("cases", RateCases.Label(), func(r Rates) Rate { return r.Cases })
	rate("usage", RateUsage.Label(), func(r Rates) Rate { return r.Usage })
	rate("discretion", RateDiscretion.Label(), func(r Rates) Rate { return r.Discretion })
	b.Numbers = []NumberBetween{
		numberBetween("processes", from.Processes, to.Processes),
		numberBetween("in_scope", from.InScope, to.InScope),
		numberBetween("done", from.Done, to.Done),
		numberBetween("partial", from.Partial, to.Partial),
		numberBetween("priority", from.Priority.Count, to.Priority.Count),
		numberBetween("priority_done", from.Priority.Done, to.Priority.Done),
		numberBetween("undecidable", from.Priority.Undecidable, to.Priority.Undecidable),
	}
	there := map[string]*Bureau{}
	for i, bureau := range to.Bureaus {
		there[bureau.Code] = &to.Bureaus[i]
	}
	for i, bureau := range from.Bureaus {
		b.Bureaus = append(b.Bureaus, bureauBetween(&from.Bureaus[i], there[bureau.Code]))
		delete(there, bureau.Code)
	}
	for i, bureau := range to.Bureaus {
		if there[bureau.Code] != nil {
			b.Bureaus = append(b.Bureaus, bureauBetween(nil, &to.Bureaus[i]))
		}
	}
	return b
}

// numberLabels are what the numbers are called.
var numberLabels = map[string]string{"processes": "手続", "in_scope": "対象", "done": "実施済", "partial": "一部実施済", "priority": "重点手続",
	"priority_done": "重点手続のうち実施済", "undecidable": "判定不能"}

func numberBetween(name string, from, to int64) NumberBetween {
	return NumberBetween{name, numberLabels[name], from, to, to - from}
}

func bureauBetween(from, to *Bureau) BureauBetween {
	var a, z Bureau
	b := BureauBetween{From: from, To: to}
	if from != nil {
		a, b.Code, b.Bureau = *from, from.Code, from.Bureau
	}
	if to != nil {
		z, b.Code, b.Bureau = *to, to.Code, to.Bureau // as it is called last
	}
	b.Points = Points(a.Process, z.Process)
	b.Numbers = []NumberBetween{
		numberBetween("processes", a.Processes, z.Processes),
		numberBetween("in_scope", a.InScope, z.InScope),
		numberBetween("done", a.Done, z.Done),
		numberBetween("partial", a.Partial, z.Partial),
		numberBetween("priority", a.Priority, z.Priority),
		numberBetween("undecidable", a.Undecidable, z.Undecidable),
	}
	return b
}
