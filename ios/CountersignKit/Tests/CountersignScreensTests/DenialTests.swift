import Foundation
import Testing

@testable import CountersignScreens

/// What becomes of a deny from a notification.
struct DenialTests {
  private let bench = Bench()

  /// A phone on which a login waits.
  private func asked(by server: NativeServer) async throws -> (SDKPhone, RequestCard.ID, Login) {
    let phone = SDKPhone(verifier: { .screenLock }, open: { [bench] in try bench.phone() })
    let authenticator = try await phone.authenticator()
    _ = try await server.enrolled(authenticator)
    let (login, challenge) = try await server.loginSeen(by: authenticator)
    return (phone, challenge.id, login)
  }

  @Test func whatTheServerRecordedIsSent() async throws {
    let server = try await NativeServer()
    let (phone, request, login) = try await asked(by: server)

    #expect(await phone.denial(request) == .sent)

    #expect(try await server.status(login) == "denied")
  }

  @Test func whatCannotBeSentNowIsKept() async throws {
    let server = try await NativeServer()
    let (phone, request, _) = try await asked(by: server)
    await server.mock.stop()

    #expect(await phone.denial(request) == .kept)
  }

  @Test func whatIsNotKnownHereNeedsNoDeny() async throws {
    let phone = SDKPhone(verifier: { .screenLock }, open: { [bench] in try bench.phone() })

    #expect(await phone.denial(String(repeating: "00", count: 32)) == .sent)
  }

  @Test func whatCannotBeKeptIsLost() async {
    let phone = ScriptedPhone()
    phone.tell { $0.failure = .locked }

    #expect(await phone.denial("a1.c1") == .lost)
  }

  @Test func followsHowItEnded() async {
    let endings: [(Ending, Denial)] = [
      (.denied, .sent), (.approvedElsewhere, .sent), (.expired, .sent), (.over, .sent), (.deniedHere, .kept),
      (.unknown, .kept), (.notSent(.offline), .lost),
    ]

    for (ending, denial) in endings {
      let phone = ScriptedPhone()
      phone.tell { $0.ending = ending }
      #expect(await phone.denial("a1.c1") == denial)
      #expect(phone.told.calls == ["deny a1.c1 none"])
    }
  }
}
