import Foundation
import Testing

@testable import Countersign

/// What is promised of `URLSessionTransport`.
@Suite(.timeLimit(.minutes(1))) struct TransportTests {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  private func failure(_ fault: [String: Any], timeout: Duration = .seconds(30)) async throws -> CountersignError {
    try await server.mock.fault("preview", times: 5, fault)
    let phone = try bench.phone(transport: URLSessionTransport(timeout: timeout))
    let offer = try await server.offer()
    return try await CountersignTests.failure { try await phone.preview(offer) }
  }

  @Test func aReplyLargerThanTheLimitIsNotRead() async throws {
    let error = try await failure(["kind": "oversized_body"])

    #expect(error.code == "net.response_too_large")
  }

  @Test func aServerThatIsTooSlowIsGivenUp() async throws {
    let error = try await failure(["kind": "delay", "ms": 60_000], timeout: .milliseconds(200))

    #expect(error.code == "net.timeout")
  }

  @Test func aServerMayTakeLongerThanTheSystemWouldWait() {
    let transport = URLSessionTransport(timeout: .seconds(300))

    #expect(transport.session.configuration.timeoutIntervalForRequest > 300)
  }

  @Test func aServerThatNeverEndsItsReplyIsGivenUp() async throws {
    let error = try await failure(["kind": "slow_body", "ms": 60_000], timeout: .milliseconds(500))

    #expect(error.code == "net.timeout")
  }

  @Test func aReplyThatBreaksOffIsNone() async throws {
    let error = try await failure(["kind": "drop_reply"])

    #expect(error.kind == .network)
    #expect(error.code == "net.interrupted")
  }

  @Test func aPortWhereNobodyListensIsNoConnection() async throws {
    let phone = try bench.phone()
    let offer = try await server.offer()
    await server.mock.stop()

    let error = try await CountersignTests.failure { try await phone.preview(offer) }

    #expect(error.code == "net.connect")
  }

  @Test func aCanceledTaskEndsItsRequest() async throws {
    try await server.mock.fault("preview", ["kind": "delay", "ms": 60_000])
    let begun = Gate()
    begun.open()
    let phone = try bench.phone(transport: WatchedTransport(before: { _ in try await begun.pass() }))
    let offer = try await server.offer()
    let call = Task { try await phone.preview(offer) }
    await begun.isReached()

    call.cancel()

    await #expect(throws: CancellationError.self) { _ = try await call.value }
  }

  @Test func aCertificateOfNobodyIsNotTrusted() async throws {
    let mock = try await Mock("--tls", "self-signed")
    let offer = try await server.offer().replacingOccurrences(of: escaped(server.mock.url), with: escaped(mock.url))
    #expect(offer.contains("https"))
    let phone = try bench.phone()

    let error = try await CountersignTests.failure { try await phone.preview(offer) }

    // Foundation on Linux does not tell this from other failures, so it counts as the most careful one there.
    #expect(error.code == "net.interrupted" || error.code == "net.tls_handshake")
  }

  private func escaped(_ url: String) -> String {
    url.replacingOccurrences(of: ":", with: "%3A").replacingOccurrences(of: "/", with: "%2F")
  }
}
