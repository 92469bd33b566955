import Foundation

/// What a push provider delivered.
public struct PushPayload: Sendable {
  let json: Data

  /// JSON as it is.
  public init(_ json: Data) {
    self.json = json
  }

  /// JSON as text.
  public init(_ json: String) {
    self.init(Data(json.utf8))
  }

  /// The `userInfo` of APNs, or the data map of FCM. What is no JSON is not ours.
  public init(userInfo: [AnyHashable: Any]) {
    let map = userInfo as? [String: Any] ?? [:]
    let json = JSONSerialization.isValidJSONObject(map) ? try? JSONSerialization.data(withJSONObject: map) : nil
    self.init(json ?? Data("{}".utf8))
  }
}
