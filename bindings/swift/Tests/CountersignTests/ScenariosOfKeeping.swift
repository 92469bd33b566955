import Countersign
import Foundation
import Testing

/// Scenarios about pictures, countdowns, diagnostics, and what servers can do.
@Suite(.timeLimit(.minutes(1))) struct ScenariosOfKeeping {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  private let counting = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"
  private let ticking = "otpauth://totp/Example:ben?secret=JBSWY3DPEHPK3PXP&issuer=Example&period=1"

  private func picture(_ name: String) throws -> Data {
    let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
    return try Data(contentsOf: URL(fileURLWithPath: "\(repository)/tests/scenarios/\(name)"))
  }

  /// The picture as a camera delivers it: with 30 bytes of padding after each row.
  private func frame(height: Int = 98) throws -> CameraFrame {
    let pixels = [UInt8](try picture("code.pgm").dropFirst("P5\n98 98\n255\n".utf8.count))
    let rows = stride(from: 0, to: pixels.count, by: 98).map { Data(pixels[$0..<$0 + 98] + [UInt8](repeating: 7, count: 30)) }
    return CameraFrame(width: 98, height: height, luma: rows.reduce(Data(), +), rowStride: 128)
  }

  @Test func code_from_picture() async throws {
    let phone = try bench.phone()
    let white = CameraFrame(width: 98, height: 98, luma: Data(repeating: 255, count: 98 * 98))
    let (whole, short) = (try frame(), try frame(height: 99))
    let (png, pgm) = (try picture("code.png"), try picture("code.pgm"))

    #expect(try await Picture.readCode(png: png) == counting)
    let code = try #require(try await Picture.findCode(in: whole))
    let account = try await phone.enroll(try await phone.preview(code))
    #expect(code == counting)
    #expect(try phone.oneTimeCode(of: account.id).digits == "755224")

    #expect(try await Picture.findCode(in: white) == nil)
    let invalid = try await failure { try await Picture.findCode(in: short) }
    #expect(invalid.kind == .internal)
    #expect(invalid.code == "core.invalid_image")
    let unreadable = try await failure { try await Picture.readCode(png: pgm) }
    #expect(unreadable.kind == .code)
    #expect(unreadable.code == "qr.image_unreadable")
  }

  @Test func ticking_codes() async throws {
    let phone = try bench.phone()
    let timed = try await phone.enroll(try await phone.preview(ticking))
    let counted = try await phone.enroll(try await phone.preview(counting))
    var (seen, stayed): ([OneTimeCode], [OneTimeCode]) = ([], [])

    for try await code in phone.oneTimeCodes(of: timed.id) {
      seen.append(code)
      if seen.count == 3 { break }
    }
    for try await code in phone.oneTimeCodes(of: counted.id) { stayed.append(code) }

    #expect(seen.allSatisfy { $0.secondsLeft == 1 && $0.periodSeconds == 1 })
    #expect(Set(seen.map(\.digits)).count == 3)
    #expect(stayed.map(\.digits) == ["755224"])
  }

  @Test func diagnostics() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    try await phone.approve(challenge.id, number: login.number)
    try await server.mock.fault("challenges", ["kind": "status", "code": 503])
    _ = try await phone.refresh()

    let told = try phone.diagnostics()

    #expect(told.hasPrefix("countersign diagnostics 1\n"))
    for fact in ["native", "push fcm registered", "server.unavailable", "RecordedByUs(Approved)"] { #expect(told.contains(fact)) }
    for personal in ["alice", pushToken, "Test phone", "127.0.0.1"] { #expect(!told.contains(personal)) }
  }

  @Test func capabilities() async throws {
    let phone = try bench.phone()
    let native = try phone.capabilities(of: try await server.enrolled(phone).id)
    let none = try phone.capabilities(of: try await phone.enroll(try await phone.preview(counting)).id)

    #expect(native.polling && native.deviceName && native.keyRotation && native.lockout)
    #expect(!native.pushRequired)
    #expect(native.numberStyles == [.enter, .select, .noNumber])
    #expect(native.algorithms.contains(.ed25519))
    #expect(!none.challenges && !none.deviceName)
    #expect(none.algorithms.isEmpty)
  }

  @Test func name_device() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)

    try await phone.nameDevice(" Second phone ", for: account.id)
    let error = try await failure { try await phone.nameDevice("", for: account.id) }

    #expect(try await server.mock.get("/control/devices").list.map { $0["name"].text } == ["Second phone"])
    #expect(error.kind == .internal)
    #expect(error.code == "core.invalid_name")
  }

  @Test func rotate_key() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    let before = try only(try await server.mock.get("/control/devices").list)

    try await phone.rotateKey(of: account.id)
    let (login, challenge) = try await server.loginSeen(by: phone)
    try await phone.approve(challenge.id, number: login.number)

    let after = try only(try await server.mock.get("/control/devices").list)
    #expect(!before["thumbprint"].text.isEmpty)
    #expect(after["thumbprint"].text != before["thumbprint"].text)
    #expect(after["id"].text == before["id"].text)
    #expect(try await server.status(login) == "approved")
  }

  @Test func watch_goes_on() async throws {
    let phone = try bench.phone()
    let account = try await server.enrolled(phone)
    try await server.mock.fault("challenges", ["kind": "drop_reply"])
    _ = try await server.login()
    let problems = AsyncStream.makeStream(of: Problem.self)
    var seen: [Challenge] = []

    for try await challenge in phone.watch(every: .milliseconds(10), onProblem: { problems.continuation.yield($0) }) {
      seen.append(challenge)
      break
    }
    problems.continuation.finish()

    var told: [Problem] = []
    for await problem in problems.stream { told.append(problem) }
    let problem = try only(told)
    #expect(problem.account == account.id)
    #expect(problem.error.kind == .network)
    #expect(try phone.pending() == seen)
  }
}
