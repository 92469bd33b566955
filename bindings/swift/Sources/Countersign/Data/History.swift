import Foundation

/// A part of history.
public struct History: Sendable, Hashable {
  /// Newest first.
  public let entries: [HistoryEntry]
  /// Records that cannot be read. They are kept.
  public let damaged: [DamagedRecord]
}

/// One line of history.
public enum HistoryEntry: Sendable, Hashable {
  /// A login and what became of it.
  case login(Challenge, ChallengeStatus)
  /// Something else.
  case happened(Event)
}

/// Something worth remembering that is not a login.
public struct Event: Sendable, Hashable {
  /// When, by the server's clock where known.
  public let at: Date
  /// Id of the account; it may be gone by now.
  public let account: Account.ID
  /// What happened.
  public let kind: EventKind
  /// Name of the account at that time.
  public let accountName: String
}

/// Kinds of events.
public enum EventKind: Sendable, Hashable {
  /// The account was enrolled.
  case enrolled
  /// The account was removed by the person.
  case removed
  /// The server no longer knows this device.
  case removedOnServer
  /// The server suspended this device.
  case suspended
  /// The device key was replaced.
  case keyRotated
  /// The person reported an attack and asked to lock the account.
  case lockedOut
  /// A challenge was refused because it was weaker than the signed policy.
  case weakChallengeRefused
  /// A challenge was refused because it could not be verified.
  case forgedChallengeRefused
  /// The server says that another device was registered for the account. Nothing proves it.
  case deviceAdded
}
