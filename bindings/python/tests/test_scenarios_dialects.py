"""Scenarios with servers that speak other languages."""

from __future__ import annotations

import json

from conftest import TOKEN
from mock import running
from test_scenarios_logins import APPROVED

from countersign import SelectNumber


async def test_guardian(opened):
    with running("--dialect", "guardian") as mock:
        phone = opened()
        mock.post("/control/guardian/users", {"email": "ann@example.com", "password": "pw"})
        invite = mock.post("/control/guardian/users/ann@example.com/invites", {})
        account = await phone.enroll(await phone.preview(invite["uri"]))
        context = {"browser": "Firefox", "os": "Linux", "location": "Lisbon"}
        login = mock.post("/control/guardian/logins", {"user": "ann@example.com", "context": context})

        outcome = await phone.handle_push(await mock.push(TOKEN))
        decision = await phone.approve(outcome.challenge)

        assert account.dialect == "guardian"
        assert outcome.challenge.context.place == "Lisbon"
        assert decision == APPROVED
        state = mock.get(f"/control/guardian/logins/{login['id']}")["state"]
        assert state == "accepted"


async def test_wso2(opened):
    with running("--dialect", "wso2") as mock:
        phone = opened()
        settings = mock.get("/control/wso2/organizations/carbon.super/settings")
        mock.put("/control/wso2/organizations/carbon.super/settings", {**settings, "number_challenge": True})
        mock.post("/control/wso2/users", {"username": "ann", "password": "pw"})
        code = mock.post("/control/wso2/users/ann/discovery", {})
        account = await phone.enroll(await phone.preview(json.dumps(code)))
        push = mock.post("/control/wso2/pushes", {"user": "ann", "application": "Shop", "origin": {"browser": "Firefox"}})

        outcome = await phone.handle_push(await mock.push(TOKEN))
        number = str(push["number"])
        decision = await phone.approve(outcome.challenge, number)

        assert account.dialect == "wso2"
        assert isinstance(outcome.challenge.number, SelectNumber)
        assert number in outcome.challenge.number.choices
        assert decision == APPROVED
        assert mock.get(f"/control/wso2/pushes/{push['id']}")["state"] == "approved"
