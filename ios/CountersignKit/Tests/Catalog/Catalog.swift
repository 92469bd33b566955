import CountersignScreens
import Foundation

/// `Localizable.xcstrings`, read where no Apple tool compiles it, in one language.
public struct Catalog: Wording {
  /// The languages of the app.
  public static let languages = ["en", "de", "ar"]

  /// A language, for example `de`.
  public let language: String
  private let entries: [String: Entry]

  /// Reads the catalog of the app.
  public init(_ language: String) throws {
    self.language = language
    let file = try JSONDecoder().decode(File.self, from: try Data(contentsOf: Self.url))
    entries = file.strings.compactMapValues { $0.localizations?[language] }
  }

  /// Where it is.
  public static var url: URL {
    let kit = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return kit.deletingLastPathComponent().appendingPathComponent("App/Resources/Localizable.xcstrings")
  }

  /// The names of all texts in this language.
  public var keys: Set<String> { Set(entries.keys) }

  /// The forms of a text, by plural category; one without category where it does not depend on a number.
  public func forms(_ key: String) -> [String: String] {
    guard let entry = entries[key] else { return [:] }
    if let unit = entry.stringUnit { return ["": unit.value] }
    return entry.variations?.plural.mapValues(\.stringUnit.value) ?? [:]
  }

  public func string(_ key: Key) -> String {
    forms(key.rawValue)[""] ?? "⟨\(key.rawValue)⟩"
  }

  public func plural(_ key: Key, _ number: Int) -> String {
    let forms = forms(key.rawValue)
    let form = forms[category(number)] ?? forms["other"] ?? "⟨\(key.rawValue)⟩"
    return form.replacingOccurrences(of: "%1$lld", with: "\(number)")
  }

  public func moment(_ moment: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: language)
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateStyle = .medium
    format.timeStyle = .short
    return format.string(from: moment)
  }

  /// The plural category of a whole number (Unicode CLDR).
  private func category(_ number: Int) -> String {
    guard language == "ar" else { return number == 1 ? "one" : "other" }
    switch (number, number % 100) {
    case (0, _): return "zero"
    case (1, _): return "one"
    case (2, _): return "two"
    case (_, 3...10): return "few"
    case (_, 11...99): return "many"
    default: return "other"
    }
  }
}

private struct File: Decodable {
  let strings: [String: Text]

  struct Text: Decodable {
    let localizations: [String: Entry]?
  }
}

private struct Entry: Decodable {
  let stringUnit: Unit?
  let variations: Variations?

  struct Unit: Decodable {
    let value: String
  }

  struct Variations: Decodable {
    let plural: [String: Form]
  }

  struct Form: Decodable {
    let stringUnit: Unit
  }
}
