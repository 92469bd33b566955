import Testing

@testable import CountersignScreens

@MainActor struct AccountsTests {
  private func person(_ cards: AccountCard...) async -> Person {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: cards) }
    await person.open()
    return person
  }

  private var codeItem: (Person) -> Item.Code? {
    { person in
      person.screen.items.lazy.compactMap { if case .code(let code) = $0 { code } else { nil } }.first
    }
  }

  @Test func invitesToAddTheFirstAccount() async throws {
    let person = await person()

    #expect(person.sees(.accounts_empty))
    try await person.tap(.add)
    #expect(person.screen.id == .add)
  }

  @Test func listsAccountsAndOpensOne() async throws {
    let person = await person(.shop, .codes)
    #expect(person.sees("Shop"))
    #expect(person.sees("alice@example.com"))

    try await person.tap(.account)

    #expect(person.screen.id == .account)
    #expect(person.screen.title == .outside("Shop"))
  }

  @Test func findsAccountsByAnyName() async {
    let person = await person(.shop, .codes)

    await person.enter(.search, "login.SHOP")
    #expect(person.sees("Shop"))
    #expect(!person.sees("Codes"))
    await person.enter(.search, "nothing like it")
    #expect(person.sees(.search_nothing))
  }

  @Test func hidesCodesUntilAsked() async throws {
    let person = await person(.codes)
    person.phone.tell { $0.codes = [.timed] }
    #expect(codeItem(person)?.digits == nil)
    #expect(!person.screen.secure)
    #expect(person.phone.told.calls == [])

    try await person.tap(.showCode)

    #expect(codeItem(person)?.digits == .digits("287082"))
    #expect(codeItem(person)?.ring == 0.7)
    #expect(codeItem(person)?.secondsLeft == 21)
    #expect(person.screen.secure)
    try await person.tap(.copyCode)
    #expect(person.wishes == [.copy("287082")])
  }

  @Test func showsTheNextCodeWhenItsTimeComes() async throws {
    let person = await person(.codes)
    person.phone.tell { $0.codes = [.timed, CodeCard(digits: "081804", secondsLeft: 30, period: 30)] }
    try await person.tap(.showCode)
    #expect(person.session.ticks)

    await person.session.tick()

    #expect(codeItem(person)?.digits == .digits("081804"))
  }

  @Test func saysWhyACodeCannotBeReadAnyMore() async throws {
    let person = await person(.codes)
    person.phone.tell { $0.codes = [.timed] }
    try await person.tap(.showCode)
    person.phone.tell { $0.failure = .locked }

    await person.session.tick()

    #expect(person.screen.id == .storage)
  }

  @Test func hidesCodesWhenTheAppIsLeft() async throws {
    let person = await person(.codes)
    person.phone.tell { $0.codes = [.timed] }
    try await person.tap(.showCode)

    person.session.visible(false)

    #expect(codeItem(person)?.digits == nil)
    #expect(!person.session.ticks)
  }

  @Test func givesUpACountedCodeOnlyWhenAsked() async throws {
    let person = await person(.counter)
    person.phone.tell { $0.codes = [.counted] }
    #expect(person.button(.nextCode) == nil)
    try await person.tap(.showCode)
    #expect(codeItem(person)?.ring == nil)
    #expect(!person.session.ticks)

    try await person.tap(.nextCode)

    #expect(person.phone.told.calls == ["code a3", "nextCode a3"])
  }

  @Test func showsRequestsThatWaitFirst() async throws {
    let person = Person()
    person.phone.tell {
      $0.list = AccountList(cards: [.shop])
      $0.requests = [.shop]
    }
    await person.open()
    #expect(person.screen.actions.first?.action == Action(.request, "a1.c1"))

    try await person.tap(.request)

    #expect(person.screen.id == .request)
  }

  @Test func worksOfflineAndSaysSo() async throws {
    let person = Person()
    person.phone.tell {
      $0.list = AccountList(cards: [.codes])
      $0.problems = [.offline]
      $0.codes = [.timed]
    }
    await person.open()
    #expect(person.sees(.trouble_offline))

    try await person.tap(.showCode)
    #expect(codeItem(person)?.digits == .digits("287082"))
    person.phone.tell { $0.problems = [] }
    try await person.tap(.refresh)
    #expect(!person.sees(.trouble_offline))
  }

  @Test func pointsToAccountsThatCannotBeRead() async throws {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: [.shop], lost: 2) }
    await person.open()

    #expect(person.sees(.accounts_lost))
    #expect(person.sees("Shop"))
  }

  @Test func saysThatNotificationsAreOff() async throws {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: [.shop]) }
    person.around.notificationsAllowed = false
    await person.open()

    #expect(person.sees(.notifications_off))
    try await person.tap(.settings)
    #expect(person.wishes == [.notificationSettings])
  }

  @Test func saysThatItIsLoading() {
    #expect(Person().screen.items == [.progress(.of(.loading))])
  }
}
