extension Authenticator {
  /// The account's one-time codes: the one of this moment, then each next one when its time comes. Ends at once after a counter-based code, which
  /// stays until `nextOneTimeCode`.
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
    var shown: OneTimeCode?

    public mutating func next() async throws -> OneTimeCode? {
      if let shown {
        guard let secondsLeft = shown.secondsLeft else { return nil }
        try await Task.sleep(for: .seconds(secondsLeft))
      }
      let code = try phone.oneTimeCode(of: account)
      shown = code
      return code
    }
  }
}
