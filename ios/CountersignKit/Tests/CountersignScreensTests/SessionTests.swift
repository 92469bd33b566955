import Testing

@testable import CountersignScreens

@MainActor struct SessionTests {
  private func person() async -> Person {
    let person = Person()
    person.phone.tell {
      $0.list = AccountList(cards: [.shop])
      $0.requests = [.shop, .shop.with { $0.id = "a1.c2" }]
    }
    await person.open()
    return person
  }

  @Test func aPushOpensTheRequestAboveWhateverIsThere() async throws {
    let person = await person()
    try await person.tap(.add)
    await person.enter(.link, "countersign://half-typed")

    await person.session.show("a1.c1")
    #expect(person.screen.id == .request)
    try await person.tap(.back)

    #expect(person.screen.id == .add)
    #expect(person.button(.goOn)?.enabled == true)
  }

  @Test func aSecondPushOfTheSameRequestOpensNothingNew() async throws {
    let person = await person()
    await person.session.show("a1.c1")
    person.time.pass(.seconds(1))

    await person.session.show("a1.c1")

    #expect(person.button(.approve)?.enabled == true)
    try await person.tap(.back)
    #expect(person.screen.id == .accounts)
  }

  @Test func anotherRequestComesAboveAndIsArmedByItself() async throws {
    let person = await person()
    await person.session.show("a1.c1")
    person.time.pass(.seconds(1))

    await person.session.show("a1.c2")

    #expect(person.button(.approve)?.enabled == false)
    try await person.tap(.back)
    #expect(person.screen.id == .request)
    #expect(person.button(.approve)?.enabled == false)
  }

  @Test func aTapThatWasMeantForAnotherScreenDoesNothing() async {
    let person = await person()
    await person.session.show("a1.c1")
    person.time.pass(.seconds(1))

    await person.session.act(Action(.approve), on: .accounts)

    #expect(person.phone.told.calls == [])
  }

  @Test func showsRequestsAsTheyCome() async {
    let person = await person()

    await person.session.watch()

    #expect(person.screen.id == .request)
    #expect(person.phone.told.calls == [])
  }

  @Test func actionsOfOtherScreensDoNothing() async {
    let person = await person()

    for id in Action.ID.allCases where ![.add, .history, .doctor, .account, .request, .settings].contains(id) {
      await person.enter(id, "")
      #expect(person.screen.id == .accounts, "\(id)")
    }
  }

  @Test func whatIsPrintedHidesSecrets() {
    #expect(!"\(CodeCard.timed)".contains("287082"))
    #expect(!"\(Wish.copy("287082"))".contains("287082"))
  }
}
