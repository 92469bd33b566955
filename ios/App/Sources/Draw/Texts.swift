import CountersignScreens
import SwiftUI

extension SwiftUI.Text {
  /// A text of the screens in the language of the phone.
  init(_ phrase: Phrase) {
    self.init(verbatim: phrase.resolved(in: PhoneWording()))
  }

  /// Words of ours.
  init(_ key: Key) {
    self.init(Phrase.words(key, []))
  }

  /// The same as a screen reader says it.
  init(spoken phrases: [Phrase]) {
    self.init(verbatim: phrases.map { $0.spoken(in: PhoneWording()) }.joined(separator: ", "))
  }
}

extension Tone {
  var color: Color {
    switch self {
    case .plain: .primary
    case .quiet: .secondary
    case .warning: .orange
    case .danger: .red
    case .success: .green
    }
  }

  /// Beside the color, for whoever does not see it.
  var symbol: String? {
    switch self {
    case .plain, .quiet: nil
    case .warning: "exclamationmark.triangle"
    case .danger: "exclamationmark.octagon"
    case .success: "checkmark.circle"
    }
  }
}
