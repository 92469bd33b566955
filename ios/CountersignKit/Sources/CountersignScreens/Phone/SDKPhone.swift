import Countersign
import Foundation

/// How many entries of history a page has, and the rest of the last one's second.
private let pageLength = 50

/// The phone over the real library.
public actor SDKPhone: Phone {
  /// Opens the authenticator. Called until it succeeds, then never again.
  public typealias Open = @Sendable () throws -> Authenticator

  private let open: Open
  private let every: Duration
  private let answered: @Sendable (RequestCard.ID) -> Void
  private let verifier: @Sendable () -> Verification
  private var opened: Authenticator?

  /// Servers are asked `every` while requests are waited for; `answered` is told of each request that no longer waits for the person; `verifier` says
  /// how the person can be verified now.
  public init(
    every: Duration = .seconds(5), answered: @escaping @Sendable (RequestCard.ID) -> Void = { _ in },
    verifier: @escaping @Sendable () -> Verification, open: @escaping Open
  ) {
    self.answered = answered
    self.open = open
    self.every = every
    self.verifier = verifier
  }

  public nonisolated var verification: Verification { verifier() }

  /// The authenticator behind it, for what has no screen. Throws a `Trouble`.
  public func authenticator() throws -> Authenticator {
    if let opened { return opened }
    do {
      let authenticator = try open()
      opened = authenticator
      return authenticator
    } catch {
      throw Trouble(error)
    }
  }

  public nonisolated func accounts() async throws -> AccountList {
    try await told { phone in
      let accounts = try phone.accounts()
      return AccountList(
        cards: try accounts.accounts.map { AccountCard($0, try phone.abilities(of: $0.id)) },
        lost: accounts.damaged.count)
    }
  }

  public nonisolated func code(_ account: AccountCard.ID) async throws -> CodeCard {
    try await told { CodeCard(try $0.oneTimeCode(of: account)) }
  }

  public nonisolated func nextCode(_ account: AccountCard.ID) async throws -> CodeCard {
    try await told { CodeCard(try $0.nextOneTimeCode(of: account)) }
  }

  public nonisolated func preview(_ code: String) async throws -> [PreviewCard] {
    try await told { try await $0.previewAll(code).map(PreviewCard.init) }
  }

  public nonisolated func read(_ picture: Frame) async throws -> String? {
    try await picture.code()
  }

  public nonisolated func enroll(_ preview: PreviewCard) async throws {
    try await told { authenticator in
      if let known = preview.handle as? Preview { _ = try await authenticator.enroll(known) }
    }
  }

  public nonisolated func rename(_ account: AccountCard.ID, to name: String) async throws {
    try await told { try $0.rename(account, to: name) }
  }

  public nonisolated func nameDevice(_ account: AccountCard.ID, _ name: String) async throws {
    try await told { try await $0.nameDevice(name, for: account) }
  }

  public nonisolated func rotateKey(_ account: AccountCard.ID) async throws {
    try await told { try await $0.rotateKey(of: account) }
  }

  public nonisolated func remove(_ account: AccountCard.ID, _ reach: Reach) async throws {
    try await told { try await $0.remove(account, reach == .onlyHere ? .onlyHere : .everywhere) }
  }

  public nonisolated func lockOut(_ account: AccountCard.ID, because request: RequestCard.ID?) async throws {
    try await told { try await $0.lockOut(account, because: request) }
  }

  public nonisolated func refresh() async throws -> [Trouble] {
    try await told { try await $0.refresh().problems.map { Trouble($0.error) } }
  }

  public nonisolated func waiting() -> AsyncStream<RequestCard.ID> {
    let (ids, continuation) = AsyncStream.makeStream(of: RequestCard.ID.self)
    let task = Task { [every] in
      // Goes on after what ended it: storage may be unlocked by then.
      while !Task.isCancelled {
        if let authenticator = await opened {
          do { for try await challenge in authenticator.watch(every: every) { continuation.yield(challenge.id) } } catch {}
        }
        try? await Task.sleep(for: every)
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return ids
  }

  public nonisolated func requests() async throws -> [RequestCard] {
    try await told { phone in
      let accounts = try phone.accounts().accounts
      return try phone.pending().map { try phone.card($0.id, accounts) }
    }
  }

  public nonisolated func request(_ id: RequestCard.ID) async throws -> RequestCard {
    try await told { try $0.card(id, try $0.accounts().accounts) }
  }

  public nonisolated func approve(
    _ id: RequestCard.ID, number: String?, _ verification: Verification
  ) async throws -> Ending {
    try await answer(id) { phone in
      do {
        return Ending(try await phone.approve(id, number: number, verification: verification.claim))
      } catch let error as CountersignError {
        return Ending(error)
      }
    }
  }

  public nonisolated func deny(_ id: RequestCard.ID, _ suspicion: Suspicion) async throws -> Ending {
    try await answer(id) { phone in
      do {
        return Ending(try await phone.deny(id, reason: suspicion == .notMe ? .suspicious : nil))
      } catch let error as CountersignError {
        // Where the deny stands is on disk: it may be kept here for good although it could not be sent.
        return try phone.card(id, try phone.accounts().accounts).ending ?? Ending(error)
      }
    }
  }

  public nonisolated func history(_ account: AccountCard.ID?, before: Date?) async throws -> HistoryPage {
    try await told {
      HistoryPage(try $0.history(of: account, before: before, limit: pageLength), of: pageLength)
    }
  }

  public nonisolated func checkup() async throws -> Checkup {
    try await told { Checkup(try await $0.doctor()) }
  }

  public nonisolated func diagnostics() async throws -> String {
    try await told { try $0.diagnostics() }
  }

  private nonisolated func answer(
    _ id: RequestCard.ID, _ send: @Sendable (Authenticator) async throws -> Ending
  ) async throws -> Ending {
    let ending = try await told(send)
    if case .notSent = ending { return ending }
    answered(id)
    return ending
  }

  /// Away from the main thread, because the authenticator reads and writes storage on the thread that calls.
  private nonisolated func told<T: Sendable>(_ call: @Sendable (Authenticator) async throws -> T) async throws -> T {
    do {
      return try await call(try await authenticator())
    } catch {
      throw Trouble(error)
    }
  }
}

extension Authenticator {
  fileprivate func card(_ id: Challenge.ID, _ accounts: [Account]) throws -> RequestCard {
    let report = try challenge(id)
    let account = accounts.first { $0.id == report.challenge.account }
    return RequestCard(report, account: account, try account.map { try abilities(of: $0.id) } ?? [])
  }

  fileprivate func abilities(of account: Account.ID) throws -> Abilities {
    Abilities(try capabilities(of: account))
  }
}

extension Frame {
  /// The code in it, if there is one. Throws a `Trouble`.
  public func code() async throws -> String? {
    do {
      return try await Picture.findCode(
        in: CameraFrame(width: width, height: height, luma: luma, rowStride: rowStride, number: number))
    } catch {
      throw Trouble(error)
    }
  }
}
