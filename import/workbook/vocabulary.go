package workbook

import (
	"strings"

	"tetsuzuki/import/internal/strictxml"
)

// The words that the parts may use where their meaning decides what is read
// (ISO/IEC 29500-1, 18.2, 18.3 and 18.8). A word beyond them is a misspelt one,
// and what it meant would be lost in silence.
var (
	sheetElements = words(`sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
		protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
		conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
		colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
		picture oleObjects controls webPublishItems tableParts extLst`)
	bookElements = words(`fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
		externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
		webPublishing fileRecoveryPr webPublishObjects extLst`)
	bookAttributes = words(`date1904 dateCompatibility showObjects showBorderUnselectedObjects filterPrivacy
		promptedSolutions showInkAnnotation backupFile saveExternalLinkValues updateLinks codeName hidePivotFieldList
		showPivotChartFilter allowRefreshQuery publishItems checkCompatibility autoCompressPictures
		refreshAllConnections defaultThemeVersion`)
	sheetAttributes  = words(`name sheetId state`)
	styleElements    = words(`numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst`)
	formatAttributes = words(`numFmtId fontId fillId borderId xfId quotePrefix pivotButton applyNumberFormat applyFont
		applyFill applyBorder applyAlignment applyProtection`)
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// unknown gives the first attribute without a prefix that is not in the set.
func unknown(s *strictxml.Scanner, set map[string]bool) string {
	for i := range s.Attrs {
		if a := &s.Attrs[i]; len(a.Prefix) == 0 && !set[string(a.Name)] {
			return string(a.Name)
		}
	}
	return ""
}
