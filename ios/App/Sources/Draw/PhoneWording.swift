import CountersignScreens
import Foundation

/// The texts in the language of the phone.
struct PhoneWording: Wording {
  func string(_ key: Key) -> String {
    Bundle.main.localizedString(forKey: key.rawValue, value: nil, table: nil)
  }

  func plural(_ key: Key, _ number: Int) -> String {
    String(format: string(key), locale: .current, number)
  }

  func moment(_ moment: Date) -> String {
    moment.formatted(date: .abbreviated, time: .shortened)
  }
}
