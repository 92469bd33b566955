import Catalog
import Testing

@testable import CountersignScreens

@MainActor struct EveryScreenTests {
  @Test(arguments: Catalog.languages)
  func everyItemIsSpokenInEveryLanguage(_ language: String) async throws {
    let catalog = try Catalog(language)

    for screen in try await Tour.screens() {
      #expect(!screen.title.resolved(in: catalog).isEmpty)
      for item in screen.items {
        #expect(!item.spoken.isEmpty)
        let said = item.spoken.map { $0.spoken(in: catalog) }
        #expect(!said.contains { $0.isEmpty || $0.contains("⟨") || $0.contains("%") }, "\(screen.id): \(said)")
      }
    }
  }

  @Test func everyScreenIsShown() async throws {
    #expect(Set(try await Tour.screens().map(\.id)) == Set(Screen.ID.allCases))
  }

  @Test func onlyTheFirstScreenAndStorageHaveNoWayBack() async throws {
    for screen in try await Tour.screens() {
      #expect((screen.back == nil) == [.accounts, .storage].contains(screen.id), "\(screen.id)")
    }
  }

  @Test func denyAlwaysStandsBeforeApprove() async throws {
    for screen in try await Tour.screens() {
      guard let approve = screen.place(.approve) ?? screen.place(.pick) else { continue }
      #expect(try #require(screen.place(.deny)) < approve)
    }
  }
}
