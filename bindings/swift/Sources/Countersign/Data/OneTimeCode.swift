/// A one-time code to show to the person. Printing it hides the digits.
public struct OneTimeCode: Sendable, Hashable, CustomReflectable {
  /// Leading zeros included.
  public let digits: String
  /// Seconds until the next code, at least 1; `nil` for a code that stays until the person asks for the next.
  public let secondsLeft: Int?
  /// Seconds from one code to the next, for a countdown; likewise.
  public let periodSeconds: Int?

  public var customMirror: Mirror {
    Mirror(self, children: ["secondsLeft": secondsLeft as Any], displayStyle: .struct)
  }
}
