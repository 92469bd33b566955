// A Guardian tenant over HTTPS, as Auth0's own clients insist: one user with a password, and phones.

import { GuardianPhone } from "./guardian-phone.mjs";
import { Mock } from "./mock.mjs";
import { peer } from "./peers.mjs";

export const USER = "ann@example.com";
export const PASSWORD = "correct horse";
export const API = "https://api.example.com/";
export const CLIENT = { clientId: "demo-rp", clientSecret: "demo-secret" };

export class Tenant {
  constructor(t, mock, user) {
    this.t = t;
    this.mock = mock;
    this.user = user;
    /** What Auth0's clients call the tenant's domain. */
    this.domain = new URL(mock.url).host;
  }

  /** Starts a tenant; `settings` are changes of its rules. */
  static async start(t, settings = {}) {
    const mock = await Mock.start(t, "--dialect", "guardian", "--tls", process.env.COUNTERSIGN_TLS);
    const { user_id } = await mock.call("POST", "/guardian/users", { email: USER, password: PASSWORD });
    const tenant = new Tenant(t, mock, user_id);
    await tenant.change({ apis: [{ identifier: API, scopes: ["pay"] }], poll_interval: 1, ...settings });
    return tenant;
  }

  /** Changes some of the tenant's rules. */
  async change(settings) {
    const current = await this.mock.call("GET", "/guardian/settings");
    await this.mock.call("PUT", "/guardian/settings", { ...current, ...settings });
  }

  /** A phone of the user, enrolled with `uri` or with an invitation. */
  async phone(uri) {
    const phone = new GuardianPhone(this.t, this.mock);
    const invite = uri ? { uri } : await this.mock.call("POST", `/guardian/users/${USER}/invites`);
    await phone.enroll(invite.uri);
    phone.recoveryCode = invite.recovery_code;
    return phone;
  }

  /** The code of another app, made by pyotp, `later` seconds from now. */
  async code(secret, later = 0) {
    const time = (await this.now()) + later;
    const [code] = await peer("one-time", [{ secret, algorithm: "SHA1", digits: 6, period: 30, time }]);
    return code;
  }

  /** The server's time, in seconds since 1970. */
  async now() {
    return (await this.mock.call("GET", "/clock")).now;
  }
}

