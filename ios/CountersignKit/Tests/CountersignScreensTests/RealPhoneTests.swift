import Countersign
import Foundation
import Synchronization
import Testing

@testable import CountersignScreens

/// The main journeys with the real library and a server.
@MainActor struct RealPhoneTests {
  private let server: NativeServer
  private let bench = Bench()
  private let elsewhere = Bench()
  private let time = Time()

  init() async throws {
    server = try await NativeServer()
  }

  /// Somebody who has the app in hand.
  private func hand(_ open: SDKPhone.Open? = nil) async -> Hand {
    let phone = SDKPhone(
      every: .milliseconds(50), verifier: { .screenLock }, open: open ?? { [bench] in try bench.phone() })
    let hand = Hand(phone, time)
    hand.session.visible(true)
    await hand.session.start()
    return hand
  }

  /// The same, with one account, and a login that is on the screen.
  private func asked() async throws -> (Hand, Login) {
    let hand = await hand()
    try await add(to: hand)
    let login = try await server.login()
    await hand.act(.refresh)
    await hand.tapFirst(.request)
    try #require(hand.screen.id == .request)
    time.pass(.seconds(1))
    return (hand, login)
  }

  private func add(to hand: Hand) async throws {
    await hand.session.open(try await server.offer())
    await hand.act(.add)
    await hand.act(.done)
  }

  @Test func enroll() async throws {
    let hand = await hand()
    #expect(hand.sees(.of(.accounts_empty)))
    await hand.session.open(try await server.offer())
    #expect(hand.sees(.outside("127.0.0.1")))
    #expect(hand.sees(.count(.asks_typed, 6)))
    #expect(try await server.mock.get("/control/devices").list.isEmpty)

    await hand.act(.add)
    #expect(hand.sees(.count(.preview_added, 1)))
    await hand.act(.done)

    #expect(hand.sees(.outside("alice")))
    #expect(try await server.mock.get("/control/devices").list.count == 1)
  }

  @Test func numberApprove() async throws {
    let (hand, login) = try await asked()
    #expect(hand.screen.items.contains(.fact(Item.Fact(.of(.fact_account), .outside("alice")))))
    #expect(hand.screen.announce == .of(.request_announce, .outside("Shop")))

    await hand.act(.number, login.number)
    await hand.act(.approve)

    #expect(hand.screen.announce == .of(.outcome_approved))
    #expect(try await server.status(login) == "approved")
  }

  @Test func deny() async throws {
    let (hand, login) = try await asked()

    await hand.act(.deny)

    #expect(hand.screen.announce == .of(.outcome_denied))
    #expect(try await server.status(login) == "denied")
  }

  @Test func thisWasNotMe() async throws {
    let (hand, login) = try await asked()

    await hand.act(.notMe)
    #expect(try await server.status(login) == "denied_suspicious")
    await hand.act(.lockOut)
    await hand.act(.confirm)

    #expect(hand.screen.announce == .of(.lock_out_done))
  }

  @Test func wrongNumber() async throws {
    let (hand, login) = try await asked()

    await hand.act(.number, login.wrongNumber)
    await hand.act(.approve)

    #expect(hand.screen.announce == .of(.outcome_wrong_number))
    #expect(try await server.status(login) != "approved")
  }

  @Test func answeredElsewhere() async throws {
    let other = try elsewhere.phone()
    _ = try await server.enrolled(other)
    let (hand, login) = try await asked()
    _ = try await other.refresh()
    try await other.deny(try only(try other.pending()).id)

    await hand.act(.number, login.number)
    await hand.act(.approve)

    #expect(hand.screen.announce == .of(.outcome_denied_elsewhere))
  }

  @Test func outcomeUnknown() async throws {
    let (hand, login) = try await asked()
    // The phone asks at once what was recorded, and does not hear that either.
    try await server.mock.fault("answer", ["kind": "drop_reply"])
    try await server.mock.fault("outcome", ["kind": "drop_reply"])
    await hand.act(.number, login.number)
    await hand.act(.approve)
    #expect(hand.screen.announce == .of(.outcome_unknown))

    await hand.act(.check)

    #expect(hand.screen.announce == .of(.outcome_approved))
    #expect(try await server.answers() == 1)
  }

  @Test func offline() async throws {
    let (hand, _) = try await asked()
    await server.mock.stop()

    await hand.act(.deny)

    #expect(hand.screen.announce == .of(.outcome_denied_here))
    await hand.act(.done)
    #expect(hand.screen.id == .accounts)
    #expect(hand.screen.announce.map { $0.mentions(.trouble_network) } == true)
    #expect(hand.sees(.outside("alice")))
  }

  @Test func storageLocked() async throws {
    let vault = LockableVault()
    try await add(to: await hand { [bench] in try bench.phone(vault: .own(vault)) })
    vault.lock(true)
    let hand = await hand { [bench] in try bench.phone(vault: .own(vault)) }
    #expect(hand.screen.id == .storage)
    #expect(hand.sees(.of(.storage_locked)))

    vault.lock(false)
    await hand.act(.retry)

    #expect(hand.sees(.outside("alice")))
  }

  @Test func accountDetails() async throws {
    let hand = await hand()
    try await add(to: hand)
    await hand.tapFirst(.account)
    #expect(!hand.sees(.of(.approval_bound)))

    await hand.act(.deviceName)
    await hand.act(.deviceName, "Kitchen phone")
    await hand.act(.save)
    #expect(hand.screen.announce == .of(.device_named))
    #expect(try await server.mock.get("/control/devices").list.map { $0["name"].text } == ["Kitchen phone"])
    await hand.act(.back)
    await hand.act(.rotate)
    await hand.act(.confirm)
    #expect(hand.screen.announce == .of(.rotate_done))
    await hand.act(.back)
    await hand.act(.history)

    #expect(hand.sees(.of(.event_key_rotated)))
  }

  @Test func historyPageByPage() async throws {
    let hand = await hand()
    try await add(to: hand)
    await hand.tapFirst(.account)
    await hand.act(.rotate)
    for _ in 0..<60 {
      await hand.act(.confirm)
      await hand.act(.back)
      try await server.mock.post("/control/clock", ["action": "advance", "seconds": 1])
      await hand.act(.rotate)
    }
    await hand.act(.back)
    await hand.act(.history)
    let first = hand.rows
    #expect(first >= 50 && first < 60)

    while hand.screen.actions.contains(where: { $0.action.id == .earlier }) { await hand.act(.earlier) }

    // Every key, and that the account was added.
    #expect(hand.rows == 61)
  }

  @Test func reportForSupport() async throws {
    let hand = await hand()
    try await add(to: hand)
    await hand.act(.doctor)
    await hand.act(.diagnostics)

    await hand.act(.share)

    guard case .share(let report)? = hand.wishes.last else { return #expect(Bool(false), "nothing is shared") }
    #expect(report.contains("native"))
    #expect(!report.contains("alice"))
  }

  @Test(.timeLimit(.minutes(1))) func aLoginComesToTheScreenByItself() async throws {
    let hand = await hand()
    try await add(to: hand)
    let watching = Task { await hand.session.watch() }
    defer { watching.cancel() }

    _ = try await server.login()
    while hand.screen.id != .request { await hand.nextChange() }

    #expect(hand.screen.title == .of(.request_title))
  }
}

/// A vault that can be locked, as before the first unlock.
private final class LockableVault: KeyVault {
  private struct State {
    var isLocked = false
    var key: Data?
  }

  private let state = Mutex(State())

  func lock(_ isLocked: Bool) {
    state.withLock { $0.isLocked = isLocked }
  }

  func load() throws -> Data? {
    let now = state.withLock { $0 }
    if now.isLocked { throw VaultFailure.locked }
    return now.key
  }

  func save(_ key: Data) throws {
    state.withLock { $0.key = key }
  }
}
