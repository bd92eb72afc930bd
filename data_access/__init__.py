"""Care Impact below the page: data, statistics, disclosure and questions."""
