"""Each page, with what is drawn last on it."""

# Looked at in every view by one test.
PAGES = {
    "/": "#month-content .indicator-card",
    "/indicator/smi_check": "#indicator-content .figure-frame .js-plotly-plot",
    "/indicator/emergency": "#indicator-content .figure-frame .js-plotly-plot",
    "/health-checks": "#health-checks-one .figure-frame .js-plotly-plot",
    "/caseload": "#caseload-seen .figure-frame .js-plotly-plot",
    "/referrals": "#referrals-reach-registers .js-plotly-plot",
    "/impact": "#impact-worth details",
    "/outcomes": "#outcomes-use .figure-frame .js-plotly-plot",
    "/equity": "#equity-missing-caseload-practice .js-plotly-plot",
    "/england": "#england-admissions .js-plotly-plot",
    "/value": "#value-processes-frame table",
    "/start": "#start-files table",
    "/methods": "#main dl dt",
    "/methods/spc": "#main .method h1",
    "/methods/smi_check": "#main .definition",
    "/definitions": "#main details",
    "/glossary": "#main dl dt",
}

# Each of these has a test file of its own, where it is looked at in every view too.
OTHERS = {
    "/stories": "#stories-content .panel",
    "/data": "#data-content section",
}
# What a board may not see.
OF_A_CLINICAL_LEAD = {"/cohorts?on=diabetes": "#cohorts-overlap .js-plotly-plot"}
