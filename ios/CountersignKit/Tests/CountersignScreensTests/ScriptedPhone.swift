import Foundation
import Synchronization

@testable import CountersignScreens

/// A phone that says what a test told it to, and remembers what was asked.
final class ScriptedPhone: Phone {
  struct Script: Sendable {
    var verification = Verification.biometric
    var list = AccountList(cards: [])
    var requests: [RequestCard] = []
    var codes: [CodeCard] = []
    var previews: [PreviewCard] = []
    var codeInPicture: String?
    /// Page by page, newest first.
    var history = [HistoryPage(cards: [])]
    var report = "countersign 1.0"
    var checkup = Checkup(isGood: true, accounts: [])
    var problems: [Trouble] = []
    /// What every call throws.
    var failure: Trouble?
    /// What calls that change something throw.
    var refusal: Trouble?
    var ending = Ending.approved
    var calls: [String] = []
  }

  private let script = Mutex(Script())

  var told: Script { script.withLock { $0 } }

  func tell(_ change: (inout Script) -> Void) {
    script.withLock { change(&$0) }
  }

  private func asked(_ call: String? = nil) throws -> Script {
    try script.withLock { script in
      if let call { script.calls.append(call) }
      if let failure = script.failure { throw failure }
      if call != nil, let refusal = script.refusal { throw refusal }
      return script
    }
  }

  var verification: Verification { told.verification }

  func accounts() async throws -> AccountList { try asked().list }

  func code(_ account: AccountCard.ID) async throws -> CodeCard { try next("code \(account)") }

  func nextCode(_ account: AccountCard.ID) async throws -> CodeCard { try next("nextCode \(account)") }

  func preview(_ code: String) async throws -> [PreviewCard] { try asked("preview \(code)").previews }

  func read(_ picture: Frame) async throws -> String? { try asked().codeInPicture }

  func enroll(_ preview: PreviewCard) async throws { _ = try asked("enroll \(preview.account)") }

  func rename(_ account: AccountCard.ID, to name: String) async throws {
    _ = try asked("rename \(account) \(name)")
    tell { for place in $0.list.cards.indices { $0.list.cards[place].ownName = name } }
  }

  func nameDevice(_ account: AccountCard.ID, _ name: String) async throws {
    _ = try asked("nameDevice \(account) \(name)")
  }

  func rotateKey(_ account: AccountCard.ID) async throws { _ = try asked("rotateKey \(account)") }

  func remove(_ account: AccountCard.ID, _ reach: Reach) async throws { _ = try asked("remove \(account) \(reach)") }

  func lockOut(_ account: AccountCard.ID, because request: RequestCard.ID?) async throws {
    _ = try asked("lockOut \(account) \(request ?? "-")")
  }

  func refresh() async throws -> [Trouble] { try asked().problems }

  func waiting() -> AsyncStream<RequestCard.ID> {
    let ids = told.requests.map(\.id)
    return AsyncStream { continuation in
      for id in ids { continuation.yield(id) }
      continuation.finish()
    }
  }

  func requests() async throws -> [RequestCard] { try asked().requests }

  func request(_ id: RequestCard.ID) async throws -> RequestCard {
    guard let card = try asked().requests.first(where: { $0.id == id }) else { throw Trouble.gone }
    return card
  }

  func approve(_ id: RequestCard.ID, number: String?, _ verification: Verification) async throws -> Ending {
    try asked("approve \(id) \(number ?? "-") \(verification)").ending
  }

  func deny(_ id: RequestCard.ID, _ suspicion: Suspicion) async throws -> Ending {
    try asked("deny \(id) \(suspicion)").ending
  }

  func history(_ account: AccountCard.ID?, before: Date?) async throws -> HistoryPage {
    let pages = try asked().history
    guard let before else { return pages[0] }
    guard let last = pages.firstIndex(where: { $0.earlier == before }) else { throw Trouble.gone }
    return pages[last + 1]
  }

  func diagnostics() async throws -> String { try asked().report }

  func checkup() async throws -> Checkup { try asked().checkup }

  private func next(_ call: String) throws -> CodeCard {
    let script = try asked(call)
    guard let code = script.codes.first else { throw Trouble.gone }
    if script.codes.count > 1 { tell { $0.codes.removeFirst() } }
    return code
  }
}

extension Trouble {
  static let gone = Trouble(kind: .final, text: .of(.trouble_challenge), next: nil, code: "challenge.not_found")
  static let offline = Trouble(
    kind: .offline, text: .of(.trouble_offline), next: .of(.trouble_network_next), code: "net.offline")
  static let unknownCode = Trouble(
    kind: .final, text: .of(.trouble_code_unknown), next: nil, code: "qr.unknown_scheme")
  static let locked = Trouble(
    kind: .storage, text: .of(.storage_locked), next: .of(.trouble_unlock), code: "store.locked")
  static let keyLost = Trouble(
    kind: .storage, text: .of(.storage_key_lost), next: .of(.storage_start_again), code: "store.key_lost")
  static let canceled = Trouble(
    kind: .retry, text: .of(.trouble_canceled), next: .of(.trouble_canceled_next), code: "uv.canceled")
}
