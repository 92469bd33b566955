import Foundation

/// A verified login request, exactly as it is shown to the person.
public struct Challenge: Sendable, Hashable, Identifiable {
  /// Which challenge this is.
  public let id: String
  /// The account that it is for.
  public let account: Account.ID
  /// When the server made it, by the server's clock.
  public let issuedAt: Date
  /// When it ends, where the server says so. Otherwise show its age.
  public let expiresAt: Date?
  /// When it no longer waits for the person.
  public let leavesAt: Date
  /// Who asks.
  public let relyingParty: RelyingParty
  /// Where the login comes from, as the server saw it.
  public let context: LoginContext
  /// Free text of the server.
  public let text: String?
  /// To be shown in order.
  public let details: [Detail]
  /// What is to be authorized, typed. All of it is in `details` too.
  public let authorizationDetails: [AuthorizationDetail]
  /// What approving asks for; `nil` for no number.
  public let number: NumberChallenge?
  /// Whether approving needs user verification.
  public let userVerification: Requirement
  /// Why it can be denied but not approved, if so.
  public let restriction: Restriction?
}

/// Who asks for a login.
public struct RelyingParty: Sendable, Hashable {
  /// Display name.
  public let name: String
  /// Where the person is logging in, if the server says.
  public let host: String?
}

/// Where a login comes from. Every field is a claim of the server.
public struct LoginContext: Sendable, Hashable {
  /// Application.
  public let app: String?
  /// IP address.
  public let ip: String?
  /// City, country.
  public let place: String?
  /// Operating system.
  public let os: String?
  /// Browser.
  public let browser: String?
}

/// One labeled fact.
public struct Detail: Sendable, Hashable {
  /// What it is.
  public let label: String
  /// What it says.
  public let value: String
}

/// One element of `authorization_details` (RFC 9396 section 2).
public struct AuthorizationDetail: Sendable, Hashable {
  /// Its `type`.
  public let kind: String
  /// The whole element.
  public let json: String
}

/// How approving is tied to the login page.
public enum NumberChallenge: Sendable, Hashable {
  /// The person types what the login page shows, this many digits.
  case enter(digits: Int)
  /// The person picks the number that the login page shows. Show these in this order, each as it is.
  case select(choices: [String])
}

/// Why a challenge can only be denied.
public enum Restriction: Sendable, Hashable {
  /// The server marked something as critical that this version does not know.
  case unknownCritical
  /// The server sent more than can be shown.
  case undisplayable
}

/// Where a challenge stands on this device.
public enum ChallengeStatus: Sendable, Hashable {
  /// Waiting for the person.
  case pending
  /// The person denied, but the key could not sign yet. Nothing can turn this into an approve.
  case latched(reason: DenyReason?)
  /// The answer is on disk; the server has not confirmed it.
  case decided(Verdict)
  /// Over: what this device had decided, if anything, what the server recorded, and when this device learned of it.
  case settled(verdict: Verdict?, decision: Decision, at: Date)
}

/// One challenge and all there is to know about it now.
public struct ChallengeReport: Sendable, Hashable {
  /// The challenge.
  public let challenge: Challenge
  /// Where it stands.
  public let status: ChallengeStatus
  /// How long ago the server made it.
  public let age: Duration
  /// Whether unusually many requests came for its account shortly before.
  public let burst: Burst?
}

/// Many requests in a short time: somebody may be hoping for a tired tap.
public struct Burst: Sendable, Hashable {
  /// How many.
  public let requests: Int
  /// Within how long.
  public let window: Duration
}
