"""Referrals in and out: waits, returns, and who is not referred."""

from data_access.figures import referrals as figures
from pages._page import Page, Region, Row, Section
from pages._pcns import pcns_on

PAGE = Page(
    "referrals",
    "/referrals",
    "Referrals in and out",
    "Who refers to whom, and with what outcome, over twelve months.",
    filters=("month", "pcn", "practice"),
    regions=(
        Region(
            "both-ways",
            (
                Section("Referral sources and destinations", (figures.FLOW,)),
                Section(
                    "How long people wait",
                    (Row((figures.WAITS, figures.WAIT_ROUTES)),),
                ),
            ),
        ),
        Region(
            "ends",
            (
                Section(
                    "Declined and returned referrals",
                    (Row((figures.DECISIONS, figures.RETURNS)),),
                ),
                Section(
                    "How routes change",
                    (figures.CHANGE, Row(tuple(figures.ROUTES.values()))),
                ),
            ),
        ),
        Region(
            "reached",
            (
                Section(
                    "Who is not being referred",
                    (Row(tuple(figures.REACH.values())),),
                ),
            ),
        ),
    ),
    pcns=pcns_on("referral_reach", "referrals_accepted"),
    figures=figures.FIGURES,
)
PAGE.register_page(__name__, nav="Referrals", order=16)
