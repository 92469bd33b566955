import Foundation

/// A reply of the mock server.
struct JSON: @unchecked Sendable {
  let value: Any?

  init(_ value: Any?) {
    self.value = value
  }

  init(parsing data: Data) throws {
    value = data.isEmpty ? nil : try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
  }

  subscript(name: String) -> JSON {
    JSON((value as? [String: Any])?[name])
  }

  /// Texts as they are, numbers in digits.
  var text: String {
    if let text = value as? String { text } else { (value as? NSNumber)?.stringValue ?? "" }
  }

  var list: [JSON] {
    (value as? [Any] ?? []).map { JSON($0) }
  }

  var serialized: String {
    get throws {
      String(decoding: try JSONSerialization.data(withJSONObject: value as Any), as: UTF8.self)
    }
  }

  /// The same object with one more member.
  func with(_ name: String, _ added: any Sendable) -> [String: Any] {
    (value as? [String: Any] ?? [:]).merging([name: added]) { _, new in new }
  }
}
