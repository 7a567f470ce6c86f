package web

import "html/template"

// pages are all pages, parsed and tried at the start.
type pages struct {
	failure  view[failure]
	signIn   view[signInForm]
	account  view[accountBody]
	accounts view[accountsBody]
	edit     view[editAccountBody]
}

// failure is an error for people.
type failure struct {
	Status    int
	Message   string
	Reference string
}

func loadPages(a *assets) (*pages, error) {
	layout, err := template.New("").Funcs(functions(a)).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	l := &loader{layout: layout}
	p := &pages{
		failure:  load[failure](l, "error.html"),
		signIn:   load[signInForm](l, "sign-in.html"),
		account:  load[accountBody](l, "account.html"),
		accounts: load[accountsBody](l, "accounts.html"),
		edit:     load[editAccountBody](l, "account-edit.html"),
	}
	return p, l.err
}
