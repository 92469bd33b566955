import Foundation

extension Authenticator {
  /// All accounts in order of enrollment.
  public func accounts() throws -> Accounts {
    try told { Accounts(try $0.accounts()) }
  }

  /// Sets what the person calls an account on this device, at most 64 characters; an empty name takes it back.
  public func rename(_ account: Account.ID, to name: String) throws {
    try told { try $0.rename(account: account, name: name) }
  }

  /// Removes an account. History stays. When the server cannot be told, `refresh` goes on.
  public func remove(_ account: Account.ID, _ removal: Removal = .everywhere) async throws {
    try await heard { try await $0.remove(account: account, removal: removal.generated) }
  }

  /// Tells the issuer that somebody is attacking the account, and asks it to let nobody in.
  public func lockOut(_ account: Account.ID, because challenge: Challenge.ID? = nil) async throws {
    try await heard { try await $0.lockOut(account: account, challenge: challenge) }
  }

  /// What the account's server can do, so that an app offers nothing else.
  public func capabilities(of account: Account.ID) throws -> Capabilities {
    try told { Capabilities(try $0.capabilities(account: account)) }
  }

  /// Sets the name of this device in the account's device list on the server, at most 64 characters.
  public func nameDevice(_ name: String, for account: Account.ID) async throws {
    try await heard { try await $0.nameDevice(account: account, name: name) }
  }

  /// Replaces the account's device key by a new one of the same kind. When the server cannot be told, `refresh` goes on; when it refuses the new key,
  /// the old one stays.
  public func rotateKey(of account: Account.ID) async throws {
    try await heard { try await $0.rotateKey(account: account) }
  }

  /// Sets where pushes go, for all accounts, and tells their servers; `nil` stops pushes.
  ///
  /// Servers that cannot be told now are told by the next `refresh`; those accounts are returned.
  public func setPushTarget(_ target: PushTarget?) async throws -> [Problem] {
    try await heard { try await $0.setPushTarget(target: target?.generated).map(Problem.init) }
  }

  /// Where pushes go for the endpoint that a Web Push service gave this device: for `setPushTarget`. The keys in it are made on the first call and stay
  /// the same.
  ///
  /// An endpoint that is no public https address of at most 2,048 characters is `push.target_refused`.
  public func webPushTarget(_ endpoint: String) throws -> PushTarget {
    try told { PushTarget(try $0.webPushTarget(endpoint: endpoint)) }
  }

  /// What happened, newest first: `limit` entries and the rest of the second of the last one, only of `account` and only strictly before `before` where
  /// given.
  public func history(of account: Account.ID? = nil, before: Date? = nil, limit: Int = 50) throws -> History {
    try told {
      History(try $0.history(account: account, before: before?.serverSeconds, limit: UInt32(clamping: limit)))
    }
  }

  /// The account's one-time code at this moment, by its server's clock.
  public func oneTimeCode(of account: Account.ID) throws -> OneTimeCode {
    try told { OneTimeCode(try $0.oneTimeCode(account: account)) }
  }

  /// Gives up the account's counter-based code for the next one, for good. Call it when the person used the code.
  public func nextOneTimeCode(of account: Account.ID) throws -> OneTimeCode {
    try told { OneTimeCode(try $0.nextOneTimeCode(account: account)) }
  }

  /// A text of at most 32 KiB for a developer who is to help: versions, accounts without their names, what failed and what happened lately.
  ///
  /// No secret, token, name or address is in it; show it to the person before it is sent.
  public func diagnostics() throws -> String {
    try told { try $0.diagnostics() }
  }

  /// Asks every server, reads every record, and says what needs attention.
  public func doctor() async throws -> Health {
    try await heard { Health(try await $0.doctor()) }
  }
}
