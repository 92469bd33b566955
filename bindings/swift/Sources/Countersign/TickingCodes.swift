internal import CountersignGenerated

extension Authenticator {
  /// The account's one-time code, every second anew with what is left of it. A code that stays comes once, then the stream ends.
  public func oneTimeCodes(of account: Account.ID) -> TickingCodes {
    TickingCodes(phone: self, account: account)
  }
}

/// A stream of one-time codes: see `Authenticator.oneTimeCodes`. Ends with the loop or the task around it, or by an error.
public struct TickingCodes: AsyncSequence, Sendable {
  public typealias Element = OneTimeCode

  let phone: Authenticator
  let account: Account.ID

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(phone: phone, account: account)
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let phone: Authenticator
    let account: Account.ID
    /// How long the last one is right to the second; nothing for one that stays.
    var again: Duration? = .zero

    public mutating func next() async throws -> OneTimeCode? {
      guard let rest = again else { return nil }
      if rest > .zero { try await Task.sleep(for: rest) }
      let code = try phone.told { try $0.oneTimeCode(account: account) }
      again = code.againMillis.map { .milliseconds(Int64(clamping: $0)) }
      return OneTimeCode(code)
    }
  }
}
