import Foundation

/// Text to show, not yet in any language. (SwiftUI has a `Text` of its own.)
public indirect enum Phrase: Sendable, Hashable {
  /// Words of ours, and what their placeholders stand for, in order.
  case words(Key, [Phrase])
  /// Words of ours that depend on a number, which is their only placeholder.
  case count(Key, Int)
  /// Words of somebody else: names, places, messages. Shown as they are, apart from the text around them.
  case outside(String)
  /// Digits in the order they are typed, also where people write from right to left. Spoken one by one.
  case digits(String)
  /// A point in time, shown as the person's language and region do.
  case moment(Date)

  /// Words of ours.
  static func of(_ key: Key, _ arguments: Phrase...) -> Phrase {
    .words(key, arguments)
  }
}

/// The texts of one language: on a phone its string catalog.
public protocol Wording {
  /// A text with placeholders such as `%1$@`.
  func string(_ key: Key) -> String

  /// The text for this number, with the number in it.
  func plural(_ key: Key, _ number: Int) -> String

  /// A point in time as it is written in this language.
  func moment(_ moment: Date) -> String
}

extension Phrase {
  /// This text in a language.
  public func resolved(in wording: any Wording) -> String {
    switch self {
    case .words(let key, let arguments):
      Self.filled(wording.string(key), arguments.map { $0.inside(wording) })
    case .count(let key, let number): wording.plural(key, number)
    case .outside(let text), .digits(let text): text
    case .moment(let moment): wording.moment(moment)
    }
  }

  /// This text for a screen reader: digits one by one.
  public func spoken(in wording: any Wording) -> String {
    if case .digits(let digits) = self { return digits.map(String.init).joined(separator: " ") }
    return resolved(in: wording)
  }

  /// Inside other words: what comes from outside may run the other way, and must not turn what stands around it.
  private func inside(_ wording: any Wording) -> String {
    let text = resolved(in: wording)
    switch self {
    case .outside, .digits: return "\u{2068}\(text)\u{2069}"
    case .words, .count, .moment: return text
    }
  }

  /// Fills all placeholders at once, so that what is filled in is never taken for one.
  private static func filled(_ template: String, _ arguments: [String]) -> String {
    var (result, rest) = ("", template[...])
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      let placeholder = rest[percent...].prefix(4)
      let digit = placeholder.dropFirst().first?.wholeNumberValue
      guard let digit, placeholder.hasSuffix("$@"), arguments.indices.contains(digit - 1) else {
        result += "%"
        rest = rest[percent...].dropFirst()
        continue
      }
      result += arguments[digit - 1]
      rest = rest[percent...].dropFirst(4)
    }
    return result + rest
  }
}
