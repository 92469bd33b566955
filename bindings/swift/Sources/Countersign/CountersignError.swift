/// Why a call did not do what was asked.
///
/// Choose your own text by `kind` and `code`. What an error prints is English, for logs, and holds no secret, token, name or URL.
public struct CountersignError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What can be done about it, roughly: choose the screen by it.
  public let kind: Kind
  /// Stable, for example `challenge.expired`. Never reused for something else.
  public let code: String
  /// What to do next.
  public let advice: Advice
  /// How long to wait, with `Advice.after`.
  public let retryAfter: Duration?
  /// Where the decision stands, for errors of `approve` and `deny`.
  public let decision: Decision?
  /// Explanation in English, for logs.
  public let detail: String

  public var description: String { "\(detail) [\(code)]" }

  /// Kinds of errors.
  public enum Kind: Sendable, Hashable {
    /// The scanned or pasted code cannot be used: show another one.
    case code
    /// The server refused the enrollment, or the account is already here.
    case enrollment
    /// The account cannot be used now, or no longer.
    case account
    /// The device key cannot be used now, or no longer.
    case deviceKey
    /// The person has to be verified (again).
    case userVerification
    /// The challenge is over, unknown, or was refused as unsafe.
    case challenge
    /// The answer was not accepted as given.
    case answer
    /// A decision was made before, here or elsewhere.
    case alreadyDecided
    /// The server could not be reached.
    case network
    /// The server failed or said something unacceptable.
    case server
    /// Something is wrong with the storage of this device.
    case storage
    /// The caller or this software made a mistake.
    case `internal`
  }

  /// What to do next.
  public enum Advice: Sendable, Hashable {
    /// Trying again will not help.
    case never
    /// Try again at once.
    case now
    /// Try again after `retryAfter`.
    case after
    /// The person has to do something first: unlock, free space, type another number, scan another code.
    case afterUserAction
    /// An administrator has to do something first.
    case afterAdministrator
    /// The account must be enrolled again.
    case afterEnrollment
    /// Update the app.
    case afterUpdate
  }
}

/// The authenticator was closed.
public struct ClosedError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String { "the authenticator is closed" }
}
