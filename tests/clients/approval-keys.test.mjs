// Approval keys: a phone made of jose registers, uses and replaces one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Mock } from "./mock.mjs";
import { ScriptedPhone } from "./scripted-phone.mjs";

for (const algorithm of ["EdDSA", "ES256"]) {
  test(`a phone made of jose approves with its approval key only (${algorithm})`, async (t) => {
    const mock = await Mock.start(t);
    const phone = await ScriptedPhone.enrolled(mock, "ann", { approval: true, algorithm });
    const [device] = await mock.call("GET", "/devices");

    assert.equal(phone.receipt.aud, phone.key.thumbprint);
    assert.equal(phone.receipt.approval, phone.approver.thumbprint);
    assert.equal(device.approval_thumbprint, phone.approver.thumbprint);

    const login = await mock.login("ann");
    const challenge = await phone.challenge();
    const approve = (key, uv) => phone.answer(challenge, key, { dec: "approve", num: login.number, uv });
    await assert.rejects(approve(phone.key, "biometric"), /401 signature_invalid/);
    await assert.rejects(approve(phone.approver, "none"), /403 verification_required/);
    assert.equal(await mock.loginState(login.id), "waiting");
    assert.equal((await approve(phone.approver, "biometric")).state, "approved");
    assert.equal(await mock.loginState(login.id), "approved");
  });

  test(`a phone made of jose replaces either key, and denies with its device key (${algorithm})`, async (t) => {
    const mock = await Mock.start(t);
    const phone = await ScriptedPhone.enrolled(mock, "ann", { approval: true, algorithm });

    phone.approver = await phone.rotate(phone.approver);
    phone.key = await phone.rotate(phone.key);

    const approved = await mock.login("ann");
    await phone.answer(await phone.challenge(), phone.approver, { dec: "approve", num: approved.number, uv: "device" });
    const denied = await mock.login("ann");
    const challenge = await phone.challenge();
    await assert.rejects(phone.answer(challenge, phone.approver, { dec: "deny", uv: "none" }), /401 signature_invalid/);
    await phone.answer(challenge, phone.key, { dec: "deny", uv: "none" });

    assert.deepEqual([await mock.loginState(approved.id), await mock.loginState(denied.id)], ["approved", "denied"]);
  });
}
