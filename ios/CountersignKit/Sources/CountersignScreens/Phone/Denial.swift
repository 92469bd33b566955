/// What became of a deny that no screen tells about, such as one from a notification.
public enum Denial: Sendable, Hashable {
  /// The server has it, or the request is over: there is nothing left to do.
  case sent
  /// It is kept here, and sent later.
  case kept
  /// It could not be kept: the request still waits for the person.
  case lost
}

extension Phone {
  /// Denies, and tells what became of it.
  public func denial(_ id: RequestCard.ID) async -> Denial {
    do {
      return Denial(try await deny(id, .none))
    } catch {
      return Denial(Trouble(error))
    }
  }
}

extension Denial {
  fileprivate init(_ ending: Ending) {
    switch ending {
    case .approved, .denied, .wrongNumber, .approvedElsewhere, .deniedElsewhere, .expired, .withdrawn, .over:
      self = .sent
    case .deniedHere, .unknown: self = .kept
    case .notSent: self = .lost
    }
  }

  /// Trouble with the challenge itself means that it is over or no longer known here.
  fileprivate init(_ trouble: Trouble) {
    self = trouble.code.hasPrefix("challenge.") ? .sent : .lost
  }
}
