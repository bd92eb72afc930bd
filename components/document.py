"""The HTML page that Dash fills, and the files it loads by itself."""

STYLESHEETS = ("/assets/vendor/bootstrap-5.3.8/bootstrap.min.css",)
# These folders are served but not injected: Bootstrap must come before our own style
# sheets, the scripts of head must run before the first paint and before Dash itself,
# and plotly_bundle sends plotly.
ASSETS_PATH_IGNORE = ("^vendor$", "^head$")

INDEX = """<!DOCTYPE html>
<html lang="en-GB">
    <head>
        {%metas%}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{%title%}</title>
        {%favicon%}
        <script src="/assets/head/display.js"></script>
        <script src="/assets/head/store.js"></script>
        {%css%}
    </head>
    <body>
        {%app_entry%}
        {%config%}
        {%scripts%}
        {%renderer%}
    </body>
</html>"""
