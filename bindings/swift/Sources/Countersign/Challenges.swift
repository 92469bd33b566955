extension Authenticator {
  /// Challenges as they come to wait, each once: those that wait already, then what servers say every `every` and what `handlePush` brings.
  ///
  /// A server that cannot be reached is asked again. Ends with the loop or the task around it, or by `ClosedError`.
  public func watch(every: Duration = .seconds(1)) -> Challenges {
    Challenges(phone: self, every: every)
  }
}

/// A stream of challenges: see `Authenticator.watch`. Nothing is asked before the loop begins; every loop begins anew.
public struct Challenges: AsyncSequence, Sendable {
  public typealias Element = Challenge

  let phone: Authenticator
  let every: Duration

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(phone: phone, every: every)
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let phone: Authenticator
    let every: Duration
    var seen: Set<Challenge.ID> = []
    var news: [Challenge] = []
    /// What had arrived before the servers were asked; nothing as long as they were not.
    var arrived: Int?

    public mutating func next() async throws -> Challenge? {
      while news.isEmpty {
        if let arrived { try await phone.arrivals.wait(for: every, orMoreThan: arrived) }
        try await look()
      }
      return news.removeFirst()
    }

    private mutating func look() async throws {
      arrived = phone.arrivals.count
      _ = try await phone.refresh()
      let waiting = try phone.pending()
      news = waiting.filter { !seen.contains($0.id) }
      seen = Set(waiting.map(\.id))
    }
  }
}
