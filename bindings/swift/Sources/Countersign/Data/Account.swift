import Foundation

/// An enrolled account.
public struct Account: Sendable, Hashable, Identifiable {
  /// Its id on this device.
  public let id: String
  /// The language its server speaks, for example `native`.
  public let dialect: String
  /// To be shown in full; empty when no server is ever asked.
  public let issuerHost: String
  /// Issuer name.
  public let issuerName: String
  /// Account name at the issuer.
  public let accountName: String
  /// What the person calls it, once renamed.
  public let label: String?
  /// Without a device key an account only makes one-time codes.
  public let hasKey: Bool
  /// The weakest challenge its issuer may send.
  public let policy: Policy
  /// Whether it has one-time codes, and what makes them change.
  public let oneTimeCodes: OneTimeCodes
  /// Whether it can be used.
  public let state: AccountState
  /// Whether the server still has to be told where pushes go.
  public let isPushStale: Bool
  /// When it was enrolled, by the server's clock.
  public let enrolledAt: Date
}

/// All accounts.
public struct Accounts: Sendable, Hashable {
  /// In order of enrollment.
  public let accounts: [Account]
  /// Those that cannot be read: show them, and offer to enroll again.
  public let damaged: [DamagedRecord]
}

/// Whether an account can be used.
public enum AccountState: Sendable, Hashable {
  /// In use.
  case active
  /// The person removed it; the server has not confirmed yet.
  case removing
  /// The server no longer knows this device. History stays; enroll again to use it.
  case removedOnServer
  /// The server refuses this device until an administrator helps.
  case suspended
}

/// Whether an account has one-time codes, and what makes them change.
public enum OneTimeCodes: Sendable, Hashable {
  /// It has none.
  case none
  /// Each ends by itself after a while.
  case time
  /// Each stays until the person asks for the next.
  case counter
}

/// How far a removal goes.
public enum Removal: Sendable, Hashable {
  /// Tell the server, then forget. Stays in progress until the server has confirmed.
  case everywhere
  /// Forget here at once. The server may go on sending challenges nobody can answer.
  case onlyHere
}

/// The weakest challenge an account's issuer may send.
public struct Policy: Sendable, Hashable {
  /// The weakest number challenge; `nil` when approving without a number is allowed.
  public let number: NumberPolicy?
  /// Whether approving needs user verification.
  public let userVerification: Requirement
}

/// The weakest number challenge of a policy.
public enum NumberPolicy: Sendable, Hashable {
  /// The number is typed, with at least this many digits.
  case enter(digits: Int)
  /// The number is picked, from at least this many.
  case select(choices: Int)
}

/// Whether something must be there.
public enum Requirement: Sendable, Hashable {
  /// It may be missing.
  case optional
  /// Nothing goes without it.
  case required
}

/// A record that cannot be read. It is kept.
public struct DamagedRecord: Sendable, Hashable {
  /// Table and column that failed.
  public let place: String
  /// The record's id as far as it is readable.
  public let row: String
  /// The account it belongs to.
  public let account: LostAccount?
}

/// What stays known of an account that cannot be read: enough to enroll it again.
public struct LostAccount: Sendable, Hashable, Identifiable {
  /// Its id on this device.
  public let id: String
  /// The language its server speaks.
  public let dialect: String
  /// Host name of its issuer.
  public let issuerHost: String
  /// When it was enrolled.
  public let enrolledAt: Date
}
