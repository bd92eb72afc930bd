"""Each page, with what is drawn last on it."""

PAGES = {
    "/": "#month-content .indicator-card",
    "/indicator/smi_check": "#indicator-content .figure-frame .js-plotly-plot",
    "/indicator/emergency": "#indicator-content .figure-frame .js-plotly-plot",
    "/impact": "#impact-content .figure-frame .js-plotly-plot",
    "/england": "#england-admissions .js-plotly-plot",
    "/methods": "#main dl dt",
    "/methods/spc": "#main .method h1",
    "/methods/smi_check": "#main .definition",
}
