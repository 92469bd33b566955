import Countersign
import Foundation
import Testing

/// Scenarios about codes, logins and accounts.
@Suite(.timeLimit(.minutes(1))) struct ScenariosOfLogins {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  @Test func enroll() async throws {
    let phone = try bench.phone()
    let preview = try await phone.preview(try await server.offer())
    #expect(preview.issuerHost == "127.0.0.1")
    #expect(preview.accountName == "alice")
    #expect(try phone.accounts().accounts.isEmpty)

    let account = try await phone.enroll(preview)
    let error = try await failure { try await phone.enroll(preview) }

    #expect(error.kind == .enrollment)
    #expect(error.code == "enroll.already_enrolled")
    #expect(try phone.accounts().accounts == [account])
    #expect(account.accountName == "alice")
  }

  @Test func approve_pushed_number() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    let login = try await server.login()

    let outcome = try await phone.handlePush(PushPayload(try await server.mock.push(pushToken)))
    guard case .waiting(let challenge) = outcome else { throw Unexpected("\(outcome)") }
    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(challenge.account == account.id)
    #expect(challenge.number == .enter(digits: 6))
    #expect(challenge.relyingParty.name == "Shop")
    #expect(decision == approved)
    #expect(try await server.status(login) == "approved")
    #expect(try phone.pending().isEmpty)
  }

  @Test func web_push() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    let login = try await server.login()
    let hint = try await server.mock.push(pushToken)
    let target = try phone.webPushTarget("https://push.example/up")
    let subscription = try Subscription(target)

    let problems = try await phone.setPushTarget(try phone.webPushTarget("https://push.example/moved"))
    let content = try subscription.encrypted(hint)
    let outcome = try await phone.handleWebPush(content)
    guard case .waiting(let challenge) = outcome else { throw Unexpected("\(outcome)") }
    let damaged = content.dropLast() + [content[content.count - 1] ^ 1]
    let malformed = try await failure { try await phone.handleWebPush(damaged) }
    let refused = try await failure { try phone.webPushTarget("http://push.example/up") }

    #expect(target.provider == "webpush")
    #expect(subscription.endpoint == "https://push.example/up")
    #expect(problems.isEmpty)
    #expect(challenge.account == account.id)
    #expect(try await phone.approve(challenge.id, number: login.number) == approved)
    #expect(malformed.code == "challenge.push_malformed")
    #expect(refused.code == "push.target_refused")
  }

  @Test func deny() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let decision = try await phone.deny(challenge.id, reason: .suspicious)

    #expect(decision == denied)
    #expect(try await server.status(login) == "denied_suspicious")
  }

  @Test func deny_stays() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    try await phone.deny(challenge.id)

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }

    #expect(error.kind == .alreadyDecided)
    #expect(error.code == "answer.already_answered")
    #expect(error.decision == denied)
    #expect(try await server.status(login) == "denied")
  }

  @Test func wrong_number() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let error = try await failure { try await phone.approve(challenge.id, number: login.wrongNumber) }

    #expect(error.kind == .answer)
    #expect(error.code == "answer.number_mismatch")
    #expect(error.advice == .never)
    #expect(error.decision == .recordedByUs(.wrongNumber))
    #expect(try await server.status(login) != "approved")
  }

  @Test func no_code() async throws {
    let phone = try bench.phone()

    let error = try await failure { try await phone.preview("https://example.com/nothing") }

    #expect(error.kind == .code)
    #expect(error.code == "qr.unknown_scheme")
    #expect(error.advice == .afterUserAction)
    #expect(error.decision == nil)
    #expect(!"\(error)".contains("example.com"))
  }

  @Test func busy_server_says_when() async throws {
    let phone = try bench.phone()
    try await server.mock.fault("preview", ["kind": "status", "code": 503, "retry_after": 7])
    let offer = try await server.offer()

    let error = try await failure { try await phone.preview(offer) }

    #expect(error.kind == .server)
    #expect(error.code == "server.unavailable")
    #expect(error.advice == .after)
    #expect(error.retryAfter == .seconds(7))
  }

  @Test func server_unreachable() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    await server.mock.stop()

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }

    #expect(error.kind == .network)
    #expect(error.decision == .notSent || error.decision == .unknown)
    #expect(!"\(error)".contains("127.0.0.1"))
  }

  @Test func lost_reply() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    // The phone asks at once what was recorded, and does not hear that either.
    try await server.mock.fault("answer", ["kind": "drop_reply"])
    try await server.mock.fault("outcome", ["kind": "drop_reply"])

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }
    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(error.kind == .network)
    #expect(error.decision == .unknown)
    #expect(decision == approved)
    #expect(try await server.status(login) == "approved")
  }

  @Test func watch() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    var logins = [try await server.login()]
    var seen: [Challenge.ID] = []

    for try await challenge in phone.watch(every: .milliseconds(50)) {
      seen.append(challenge.id)
      if seen.count == 2 { break }
      logins.append(try await server.login())
    }

    #expect(Set(seen).count == 2)
    #expect(try phone.pending().map(\.id) == seen)
  }

  @Test func one_time_codes() async throws {
    let phone = try bench.phone()
    let code = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"

    let account = try await phone.enroll(try await phone.preview(code))

    #expect(account.oneTimeCodes == .counter)
    #expect(!account.hasKey)
    #expect(try phone.oneTimeCode(of: account.id).digits == "755224")
    #expect(try phone.oneTimeCode(of: account.id).secondsLeft == nil)
    #expect(try phone.nextOneTimeCode(of: account.id).digits == "287082")
    #expect(!"\(try phone.oneTimeCode(of: account.id))".contains("287082"))
  }

  @Test func remove() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)

    try await phone.remove(account.id)

    #expect(try phone.accounts().accounts.isEmpty)
    #expect(try await server.mock.get("/control/devices").list.isEmpty)
    #expect(try phone.history().entries.map(\.kind) == [.removed, .enrolled])
  }
}

extension HistoryEntry {
  fileprivate var kind: EventKind? {
    if case .happened(let event) = self { event.kind } else { nil }
  }
}
