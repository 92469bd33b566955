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
  /// Whether approving it uses a key that only the person can use: then every approval needs user verification.
  public let hasApprovalKey: Bool
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
  case noCodes
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

/// What an account's server can do, so that an app offers nothing else.
public struct Capabilities: Sendable, Hashable {
  /// How numbers may be asked for.
  public let numberStyles: [NumberStyle]
  /// Key algorithms that may be accepted.
  public let algorithms: [Algorithm]
  /// Waiting challenges can be fetched without a push. Where not, a push that is lost is a login that is lost.
  public let polling: Bool
  /// What was recorded can be asked. Where not, an answer without a trustworthy reply is simply sent again.
  public let outcome: Bool
  /// Issuer and account name tell accounts apart, so the same pair is never enrolled twice.
  public let uniqueNames: Bool
  /// Challenges arrive; not so for accounts that only make one-time codes.
  public let challenges: Bool
  /// The push address can be changed later.
  public let pushUpdate: Bool
  /// A device without a push address cannot be enrolled.
  public let pushRequired: Bool
  /// Somebody who is signed in can be enrolled without a code, by an access token.
  public let accessTokens: Bool
  /// The device's name in the person's device list can be changed: `nameDevice`.
  public let deviceName: Bool
  /// A deny can say why.
  public let denyReasons: Bool
  /// Approvals can have a key of their own, which only the person can use.
  public let approvalKey: Bool
  /// The device key can be replaced: `rotateKey`.
  public let keyRotation: Bool
  /// An account can be locked from the phone: `lockOut`.
  public let lockout: Bool
}

/// How numbers can be asked for.
public enum NumberStyle: Sendable, Hashable {
  /// Typed.
  case enter
  /// Picked.
  case select
  /// Not at all.
  case noNumber
}
