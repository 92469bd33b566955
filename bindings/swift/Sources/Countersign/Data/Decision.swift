/// Approve or deny.
public enum Verdict: Sendable, Hashable {
  /// It is me.
  case approve
  /// It is not me.
  case deny
}

/// Why a login was denied.
public enum DenyReason: Sendable, Hashable {
  /// Started by mistake.
  case mistake
  /// Somebody else is trying to get in.
  case suspicious
  /// The number picked was not the one on the login page. Never a person's choice.
  case wrongNumber
}

/// How the person was verified while deciding.
public enum UserVerification: Sendable, Hashable {
  /// Not at all.
  case unverified
  /// By the device's screen lock.
  case device
  /// By fingerprint or face.
  case biometric
}

/// Where a decision stands.
public enum Decision: Sendable, Hashable {
  /// The server has nothing from us: answering again is safe.
  case notSent
  /// Sent, or perhaps sent, without a reply that can be trusted. Calling again finds out before anything is sent.
  case unknown
  /// The server recorded our answer.
  case recordedByUs(Recorded)
  /// The server recorded something that did not come from this decision.
  case recordedElsewhere(Recorded)
}

/// What a server recorded for a challenge. Final.
public enum Recorded: Sendable, Hashable {
  /// The login went through.
  case approved
  /// The login was refused.
  case denied
  /// The login was refused and counts as a failed attempt.
  case wrongNumber
  /// Nobody answered in time.
  case expired
  /// The login was withdrawn.
  case canceled
  /// The login is over, and the server does not say how.
  case undisclosed
}
