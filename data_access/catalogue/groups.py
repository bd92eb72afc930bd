"""The groups a figure is broken down by, one at a time, as readers name them."""

DIMENSION_WORDS = {
    "deprivation": "deprivation",
    "age": "age",
    "sex": "sex",
    "ethnicity": "ethnicity",
}

# Ethnicity by the five groups of the 2021 Census (ONS).
GROUP_NAMES = {
    "deprivation": {
        "1": "Most deprived fifth",
        "2": "Second fifth",
        "3": "Middle fifth",
        "4": "Fourth fifth",
        "5": "Least deprived fifth",
        "unknown": "Deprivation not known",
    },
    "age": {
        "0-17": "0 to 17",
        "18-39": "18 to 39",
        "40-64": "40 to 64",
        "65-74": "65 to 74",
        "75-84": "75 to 84",
        "85+": "85 and over",
        "unknown": "Age not known",
    },
    "sex": {
        "female": "Female",
        "male": "Male",
        "other": "Other",
        "unknown": "Sex not known",
    },
    "ethnicity": {
        "asian": "Asian",
        "black": "Black",
        "mixed": "Mixed",
        "white": "White",
        "other": "Other",
        "unknown": "Ethnicity not known",
    },
}
