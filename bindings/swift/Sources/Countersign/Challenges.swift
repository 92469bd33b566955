extension Authenticator {
  /// Challenges as they come to wait, each once: those that wait already, then what servers say every `every` and what `handlePush` brings. Ends with
  /// the loop or the task around it, or by `ClosedError`.
  ///
  /// A server that fails is asked less and less often, at least every minute, and not before it said; `onProblem` is told.
  public func watch(
    every: Duration = .seconds(1), onProblem: (@Sendable (Problem) -> Void)? = nil
  ) -> Challenges {
    Challenges(phone: self, every: every, onProblem: onProblem)
  }
}

/// A stream of challenges: see `Authenticator.watch`. Nothing is asked before the loop begins; every loop begins anew.
public struct Challenges: AsyncSequence, Sendable {
  public typealias Element = Challenge

  let phone: Authenticator
  let every: Duration
  let onProblem: (@Sendable (Problem) -> Void)?

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(watched: self)
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let watched: Challenges
    var turns: Turns?
    var news: [Challenge] = []
    /// How long to rest before the next turn, unless more arrives than had before the last one.
    var rest: (time: Duration, arrived: Int)?

    public mutating func next() async throws -> Challenge? {
      while news.isEmpty {
        if let rest { try await watched.phone.arrivals.wait(for: rest.time, orMoreThan: rest.arrived) }
        try await take()
      }
      return news.removeFirst()
    }

    private mutating func take() async throws {
      let turns = try turns ?? watched.phone.turns(every: watched.every)
      self.turns = turns
      let arrived = watched.phone.arrivals.count
      let turn = try await watched.phone.heard(turns)
      for problem in turn.problems { watched.onProblem?(problem) }
      news = turn.news
      rest = (turn.again, arrived)
    }
  }
}
