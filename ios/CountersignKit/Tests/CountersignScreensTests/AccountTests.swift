import Testing

@testable import CountersignScreens

/// One account.
@MainActor struct AccountTests {
  private func account(_ card: AccountCard = .shop) async throws -> Person {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: [card]) }
    await person.open()
    try await person.tap(.account)
    return person
  }

  @Test func renamesAnAccount() async throws {
    let person = try await account()
    #expect(person.button(.save)?.enabled == false)
    await person.enter(.name, " Work ")

    try await person.tap(.save)

    #expect(person.phone.told.calls == ["rename a1 Work"])
    #expect(person.button(.save)?.enabled == false)
  }

  @Test func asksBeforeItRemoves() async throws {
    let person = try await account()
    try await person.tap(.remove)
    #expect(person.sees(.remove_text))
    #expect(person.phone.told.calls == [])
    try await person.tap(.back)
    #expect(person.button(.removeConfirm) == nil)
    #expect(person.screen.id == .account)

    try await person.tap(.remove)
    #expect(try #require(person.screen.place(.back)) < #require(person.screen.place(.removeConfirm)))
    try await person.tap(.removeConfirm)

    #expect(person.phone.told.calls == ["remove a1 everywhere"])
    #expect(person.screen.id == .accounts)
  }

  @Test func offersToRemoveHereOnlyWhenTheServerCouldNotBeTold() async throws {
    let person = try await account()
    person.phone.tell { $0.refusal = .offline }
    try await person.tap(.remove)
    #expect(person.button(.removeOnlyHere) == nil)
    try await person.tap(.removeConfirm)
    #expect(person.sees(.trouble_offline))

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.removeOnlyHere)

    #expect(person.phone.told.calls.last == "remove a1 onlyHere")
    #expect(person.screen.id == .accounts)
  }

  @Test func goesBackWhenTheAccountIsGone() async throws {
    let person = try await account()
    try await person.tap(.back)

    await person.enter(.account, "a9")

    #expect(person.screen.id == .accounts)
  }

  @Test func saysThatApprovalsNeedThePerson() async throws {
    #expect(try await !account().sees(.approval_bound))
    #expect(try await account(.shop.with { $0.hasApprovalKey = true }).sees(.approval_bound))
  }

  @Test func namesThisPhoneOnTheServer() async throws {
    let person = try await account()
    try await person.tap(.deviceName)
    #expect(person.button(.save)?.enabled == false)
    await person.enter(.deviceName, " My phone ")

    try await person.tap(.save)

    #expect(person.phone.told.calls == ["nameDevice a1 My phone"])
    #expect(person.screen.announce == .of(.device_named))
    #expect(person.button(.save)?.enabled == false)
    try await person.tap(.back)
    #expect(person.screen.id == .account)
  }

  @Test func keepsTheNameThatTheServerDidNotTake() async throws {
    let person = try await account()
    person.phone.tell { $0.refusal = .offline }
    try await person.tap(.deviceName)
    await person.enter(.deviceName, "My phone")
    try await person.tap(.save)
    #expect(person.sees(.trouble_offline))

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.save)

    #expect(person.screen.announce == .of(.device_named))
  }

  @Test func replacesTheKeyOnlyAfterSayingWhatItMeans() async throws {
    let person = try await account()
    try await person.tap(.rotate)
    #expect(person.sees(.rotate_text))
    #expect(try #require(person.screen.place(.back)) < #require(person.screen.place(.confirm)))
    #expect(person.phone.told.calls == [])

    try await person.tap(.confirm)

    #expect(person.phone.told.calls == ["rotateKey a1"])
    #expect(person.screen.announce == .of(.rotate_done))
    await person.enter(.confirm, "")
    #expect(person.phone.told.calls == ["rotateKey a1"])
  }

  @Test func saysThatReplacingTheKeyGoesOnByItself() async throws {
    let person = try await account()
    person.phone.tell { $0.refusal = .offline }
    try await person.tap(.rotate)

    try await person.tap(.confirm)

    #expect(person.sees(.trouble_offline))
    #expect(person.sees(.rotate_later))
  }

  @Test(arguments: [AccountCard.plain, .suspended, .keyless])
  func offersOnlyWhatTheServerCanAndWants(_ card: AccountCard) async throws {
    let person = try await account(card)

    for id in [Action.ID.lockOut, .rotate, .deviceName] {
      #expect(person.button(id) == nil, "\(id)")
      await person.enter(id, "")
      #expect(person.screen.id == .account)
    }
    #expect(person.button(.remove) != nil)
  }
}

extension AccountCard {
  fileprivate static let plain = shop.with { $0.abilities = [] }
  fileprivate static let suspended = shop.with { $0.problem = .of(.state_suspended) }
  fileprivate static let keyless = shop.with { $0.hasKey = false }
}
