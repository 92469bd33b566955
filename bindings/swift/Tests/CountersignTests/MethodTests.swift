import Countersign
import Foundation
import Testing

/// What the scenarios leave out: every other method, and mistakes in calling them.
@Suite(.timeLimit(.minutes(1))) struct MethodTests {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  private func enrolled(_ phone: Authenticator) async throws -> Account {
    let code = "otpauth://totp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example"
    return try await phone.enroll(try await phone.preview(code))
  }

  @Test func anAccountIsRenamedAndGetsItsNameBack() async throws {
    let phone = try bench.phone()
    let account = try await enrolled(phone)

    try phone.rename(account.id, to: " Work ")
    #expect(try phone.accounts().accounts.map(\.label) == ["Work"])
    try phone.rename(account.id, to: "")
    #expect(try phone.accounts().accounts.map(\.label) == [nil])

    let error = try await failure { try phone.rename(account.id, to: String(repeating: "x", count: 65)) }
    #expect(error.kind == .internal)
    #expect(error.code == "core.invalid_name")
  }

  @Test func aCodeMayBeReadAsOneOfMany() async throws {
    let phone = try bench.phone()
    let code = "otpauth://totp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example"

    let preview = try only(try await phone.previewAll(code))

    #expect(preview.accountName == "ann")
    #expect(preview.issuerHost == "")
    #expect(preview.part == nil)
    #expect(preview.existing == nil)
    #expect(try await phone.enroll(preview).oneTimeCodes == .time)
  }

  @Test func timeBasedCodesEndByThemselves() async throws {
    let phone = try bench.phone()
    let account = try await enrolled(phone)

    let code = try phone.oneTimeCode(of: account.id)

    #expect(code.digits.count == 6)
    #expect((1...30).contains(try #require(code.secondsLeft)))
    #expect(code.periodSeconds == 30)
    let error = try await failure { try phone.nextOneTimeCode(of: account.id) }
    #expect(error.kind == .account)
    #expect(error.code == "account.no_next_code")
  }

  @Test func whoIsSignedInEnrollsWithoutACode() async throws {
    let mock = try await Mock("--dialect", "wso2")
    let user = try await mock.post("/control/wso2/users", ["username": "ann", "password": "pw"])
    let token = try await mock.post(
      "/control/wso2/tokens", ["user": user["id"].text, "scopes": ["internal_login"]])["access_token"].text
    let phone = try bench.phone()
    #expect(try phone.tokenDialects() == ["wso2"])

    let preview = try await phone.preview(dialect: "wso2", server: mock.url, accessToken: token)

    #expect(preview.accountName == "ann")
  }

  @Test func aChallengeIsReportedWithAgeAndStatus() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (_, challenge) = try await server.loginSeen(by: phone)

    let report = try phone.challenge(challenge.id)

    #expect(report.challenge == challenge)
    #expect(report.status == .pending)
    #expect(report.burst == nil)
    #expect(report.age >= .zero && report.age < .seconds(60))
    let error = try await failure { try phone.challenge("no id at all") }
    #expect(error.kind == .challenge)
    #expect(error.code == "challenge.not_found")
  }

  @Test func anAccountIsLockedFromThePhone() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)

    try await phone.lockOut(account.id)

    await #expect(throws: Unexpected.self) { try await server.login() }
  }

  @Test func serversThatCannotBeToldWherePushesGoAreNamed() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    #expect(try await phone.setPushTarget(PushTarget(provider: "fcm", token: "new")).isEmpty)
    await server.mock.stop()

    let problem = try only(try await phone.setPushTarget(nil))

    #expect(problem.account == account.id)
    #expect(problem.error.kind == .network)
    #expect(try phone.accounts().accounts.map(\.isPushStale) == [true])
  }

  @Test func theDoctorSaysWhatNeedsAttention() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    #expect(try await phone.doctor().isGood)
    await server.mock.stop()

    let health = try await phone.doctor()

    #expect(!health.isGood)
    let state = try only(health.accounts)
    #expect(state.account == account.id)
    #expect(state.problem?.kind == .network)
  }

  @Test func aPushOfSomebodyElseIsNotOurs() async throws {
    let phone = try bench.phone()

    for payload in [
      PushPayload(userInfo: ["aps": ["alert": "another app"]]), PushPayload(#"{"from": "another app"}"#),
      PushPayload(userInfo: ["no": Date()]),
    ] {
      #expect(try await phone.handlePush(payload) == .notOurs)
    }
  }

  @Test func historyIsReadInParts() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    let (_, challenge) = try await server.loginSeen(by: phone)
    try await phone.deny(challenge.id)

    let entries = try phone.history(of: account.id).entries
    let logins = entries.compactMap { if case .login(let challenge, let status) = $0 { (challenge, status) } else { nil } }
    let (shown, status) = try only(logins)
    guard case .settled(let verdict, let decision, _) = status else { throw Unexpected("\(status)") }

    #expect(shown == challenge)
    #expect(verdict == .deny)
    #expect(decision == denied)
    #expect((1...2).contains(try phone.history(limit: 1).entries.count), "what happened in one second stays together")
    #expect(try phone.history(before: .distantPast).entries.isEmpty)
    #expect(try phone.history(before: .distantFuture).entries.count == 2)
  }

  @Test func textsOfValuesHideWhatIsSecret() throws {
    let target = PushTarget(provider: "fcm", token: "canary")
    let device = Device(name: "x", app: "y", push: target)
    let request = HTTPResponse(
      status: 200, headers: [HTTPHeader(name: "x", value: "canary")], body: Data("canary".utf8))
    var dumped = "\(device) \(request)"
    dump(device, to: &dumped)
    dump(request, to: &dumped)

    #expect(!dumped.contains("canary"))
    #expect(dumped.contains("fcm"))
  }

  @Test func theLogGoesToOneReceiverPerProcess() async throws {
    let records = Records()
    try Log.send(.info) { records.add($0) }
    let error = try await failure { try Log.send(to: { _ in }) }
    let phone = try bench.phone()
    try await server.mock.fault("enroll", ["kind": "drop_reply"])
    let preview = try await phone.preview(try await server.offer())

    _ = try await failure { try await phone.enroll(preview) }
    await server.mock.stop()
    _ = try await phone.refresh()

    #expect(error.code == "core.logging_taken")
    let record = try #require(records.all.first { $0.text.hasPrefix("enrollment is not finished yet") })
    #expect(record.level == .info)
    #expect(record.target.hasPrefix("countersign_core"))
  }
}

private final class Records: @unchecked Sendable {
  private let lock = NSLock()
  private var records: [LogRecord] = []

  var all: [LogRecord] { lock.withLock { records } }

  func add(_ record: LogRecord) {
    lock.withLock { records.append(record) }
  }
}
