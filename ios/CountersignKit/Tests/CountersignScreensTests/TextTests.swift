import Catalog
import Foundation
import Testing

@testable import CountersignScreens

struct TextTests {
  @Test(arguments: Catalog.languages)
  func everyTextIsInEveryLanguage(_ language: String) throws {
    let catalog = try Catalog(language)

    let known = Set(Key.allCases.map(\.rawValue))
    #expect(known.subtracting(catalog.keys) == [])
    #expect(catalog.keys.subtracting(known) == [])
    #expect(catalog.keys.filter { catalog.forms($0).values.contains("") } == [])
  }

  @Test(arguments: ["de", "ar"])
  func placeholdersAreThoseOfEnglish(_ language: String) throws {
    let (english, other) = (try Catalog("en"), try Catalog(language))

    for key in english.keys {
      let wanted = Set(english.forms(key).values.flatMap(placeholders))
      let forms = other.forms(key)
      // A form for one or two may say the number in words.
      for form in forms.values { #expect(wanted.isSuperset(of: placeholders(form)), "\(key)") }
      #expect(Set(placeholders(forms[""] ?? forms["other"] ?? "")) == wanted, "\(key)")
    }
  }

  @Test(arguments: [("en", ["one", "other"]), ("de", ["one", "other"]), ("ar", ["zero", "one", "two", "few", "many", "other"])])
  func pluralsHaveEveryFormOfTheirLanguage(_ language: String, _ categories: [String]) throws {
    let catalog = try Catalog(language)

    let plurals = catalog.keys.filter { catalog.forms($0)[""] == nil }
    #expect(plurals.contains("seconds"))
    for key in plurals { #expect(Set(catalog.forms(key).keys) == Set(categories), "\(key)") }
  }

  @Test func wordsOfOthersStandApart() throws {
    let catalog = try Catalog("ar")
    let text = Phrase.of(.request_heading, .outside("Shop %1$@"))

    #expect(text.resolved(in: catalog).contains("\u{2068}Shop %1$@\u{2069}"))
  }

  @Test func digitsAreSpokenOneByOne() throws {
    let catalog = try Catalog("en")

    #expect(Phrase.digits("287082").spoken(in: catalog) == "2 8 7 0 8 2")
    #expect(Phrase.digits("287082").resolved(in: catalog) == "287082")
  }

  @Test func numbersTakeTheFormOfTheirLanguage() throws {
    #expect(Phrase.count(.seconds, 1).resolved(in: try Catalog("en")) == "1 second")
    #expect(Phrase.count(.seconds, 7).resolved(in: try Catalog("de")) == "7 Sekunden")
  }

  private func placeholders(_ text: String) -> [String] {
    text.matches(of: /%\d\$(@|lld)/).map { String($0.output.0) }
  }
}
