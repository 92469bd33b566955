internal import CountersignGenerated
import Foundation

// From generated types to ours and back: what every part of the package needs. Switches name every case, so that a change of the
// generated code does not compile here.

extension Date {
  /// Whole seconds since 1970 by a server's clock.
  init(server seconds: Int64) {
    self.init(timeIntervalSince1970: TimeInterval(seconds))
  }

  /// Rounded down, and to the nearest that a 64-bit number of seconds can say.
  var serverSeconds: Int64 {
    Int64(exactly: timeIntervalSince1970.rounded(.down)) ?? (timeIntervalSince1970 < 0 ? .min : .max)
  }
}

extension Duration {
  static func seconds(_ seconds: UInt64) -> Duration {
    .seconds(Int64(clamping: seconds))
  }

  /// None for less than none; what is further away than a million years is as good as never.
  var milliseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(clamping: min(seconds, 1 << 45)) * 1000 + UInt64(clamping: attoseconds / 1_000_000_000_000_000)
  }
}

extension CountersignError {
  init(_ fault: Fault) {
    switch fault {
    case .Code(let facts): self.init(.code, facts)
    case .Enrollment(let facts): self.init(.enrollment, facts)
    case .Account(let facts): self.init(.account, facts)
    case .Key(let facts): self.init(.deviceKey, facts)
    case .UserVerification(let facts): self.init(.userVerification, facts)
    case .Challenge(let facts): self.init(.challenge, facts)
    case .Answer(let facts): self.init(.answer, facts)
    case .AlreadyDecided(let facts): self.init(.alreadyDecided, facts)
    case .Network(let facts): self.init(.network, facts)
    case .Server(let facts): self.init(.server, facts)
    case .Storage(let facts): self.init(.storage, facts)
    case .Internal(let facts): self.init(.internal, facts)
    }
  }

  private init(_ kind: Kind, _ facts: FaultFacts) {
    var retryAfter: Duration?
    switch facts.advice {
    case .never: advice = .never
    case .now: advice = .now
    case .after(let seconds):
      advice = .after
      retryAfter = .seconds(seconds)
    case .afterUserAction: advice = .afterUserAction
    case .afterAdministrator: advice = .afterAdministrator
    case .afterEnrollment: advice = .afterEnrollment
    case .afterUpdate: advice = .afterUpdate
    }
    self.kind = kind
    self.retryAfter = retryAfter
    code = facts.code
    decision = facts.decision.map(Decision.init)
    detail = facts.detail
  }
}

extension Decision {
  init(_ state: DecisionState) {
    switch state {
    case .notSent: self = .notSent
    case .unknown: self = .unknown
    case .recordedByUs(let recorded): self = .recordedByUs(Recorded(recorded))
    case .recordedElsewhere(let recorded): self = .recordedElsewhere(Recorded(recorded))
    }
  }
}

extension Recorded {
  init(_ recorded: CountersignGenerated.Recorded) {
    switch recorded {
    case .approved: self = .approved
    case .denied: self = .denied
    case .wrongNumber: self = .wrongNumber
    case .expired: self = .expired
    case .canceled: self = .canceled
    case .undisclosed: self = .undisclosed
    }
  }
}

extension Verdict {
  init(_ verdict: CountersignGenerated.Verdict) {
    switch verdict {
    case .approve: self = .approve
    case .deny: self = .deny
    }
  }
}

extension DenyReason {
  init(_ reason: CountersignGenerated.DenyReason) {
    switch reason {
    case .mistake: self = .mistake
    case .suspicious: self = .suspicious
    case .wrongNumber: self = .wrongNumber
    }
  }

  var generated: CountersignGenerated.DenyReason {
    switch self {
    case .mistake: .mistake
    case .suspicious: .suspicious
    case .wrongNumber: .wrongNumber
    }
  }
}

extension UserVerification {
  init(_ verification: CountersignGenerated.UserVerification) {
    switch verification {
    case .unverified: self = .unverified
    case .device: self = .device
    case .biometric: self = .biometric
    }
  }

  var generated: CountersignGenerated.UserVerification {
    switch self {
    case .unverified: .unverified
    case .device: .device
    case .biometric: .biometric
    }
  }
}
