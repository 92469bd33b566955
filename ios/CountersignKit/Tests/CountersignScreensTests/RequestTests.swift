import Testing

@testable import CountersignScreens

@MainActor struct RequestTests {
  /// A person who sees this request.
  private func person(_ card: RequestCard, _ verification: Verification = .biometric) async -> Person {
    let person = Person()
    person.phone.tell {
      $0.list = AccountList(cards: [.shop])
      $0.requests = [card]
      $0.verification = verification
    }
    await person.open()
    await person.session.show(card.id)
    return person
  }

  @Test func saysWhoAsksForWhomFromWhereAndHowLongInThisOrder() async {
    let person = await person(.shop)

    let labels = person.screen.items.compactMap { if case .fact(let fact) = $0 { fact.label } else { nil } }
    #expect(
      labels == [
        .of(.fact_account), .of(.fact_site), .of(.fact_place), .of(.fact_ip), .of(.fact_browser), .of(.request_left),
        .of(.request_message), .outside("Amount"),
      ])
    #expect(person.screen.announce == .of(.request_announce, .outside("Shop")))
    #expect(person.screen.secure)
  }

  @Test func countsDownByItsOwnClockAndEndsByItself() async {
    let person = await person(.shop)
    person.time.pass(.seconds(45))
    #expect(person.screen.items.contains(.fact(Item.Fact(.of(.request_left), .count(.seconds, 45)))))

    person.time.pass(.seconds(45))
    await person.session.tick()

    #expect(person.screen.id == .outcome)
    #expect(person.sees(.outcome_expired))
  }

  @Test func showsItsAgeWhereTheServerSaysNoEnd() async {
    let person = await person(.shop.with { $0.left = nil })
    person.time.pass(.seconds(120))

    #expect(person.screen.items.contains(.fact(Item.Fact(.of(.request_age), .count(.minutes, 2)))))
  }

  @Test(arguments: [RequestCard.Entry.none, .typed(6), .picked(["17", "42", "99"])])
  func denyStandsBeforeApproveAndNeedsNothing(_ entry: RequestCard.Entry) async throws {
    let person = await person(.shop.with { $0.entry = entry })

    let deny = try #require(person.screen.place(.deny))
    let approve = try #require(person.screen.place(.approve) ?? person.screen.place(.pick))
    #expect(deny < approve)
    #expect(person.button(.deny)?.enabled == true)
    #expect(person.button(.notMe)?.enabled == true)
  }

  @Test func approvesOnlyAfterHalfASecondOnScreen() async throws {
    let person = await person(.shop)
    #expect(person.button(.approve)?.enabled == false)
    #expect(person.button(.approve)?.armedAt == person.time.now() + .milliseconds(500))

    person.time.pass(.milliseconds(499))
    await person.enter(.approve, "")
    #expect(person.phone.told.calls == [])

    person.time.pass(.milliseconds(1))
    try await person.tap(.approve)
    #expect(person.phone.told.calls == ["approve a1.c1 - none"])
    #expect(person.sees(.outcome_approved))
  }

  @Test func approvesNothingWhileSomethingLiesOverIt() async throws {
    let person = await person(.shop)
    person.time.pass(.seconds(1))
    person.session.obscured(true)

    await person.enter(.approve, "")
    #expect(person.phone.told.calls == [])
    #expect(person.button(.approve)?.enabled == false)
    #expect(person.sees(.request_obscured))
    #expect(person.button(.deny)?.enabled == true)

    person.session.obscured(false)
    #expect(person.button(.approve)?.enabled == false)
    person.time.pass(.milliseconds(500))
    try await person.tap(.approve)
    #expect(person.screen.id == .outcome)
  }

  @Test func startsTheHalfSecondAnewWhenTheAppComesBack() async {
    let person = await person(.shop)
    person.time.pass(.seconds(1))
    person.session.visible(false)
    #expect(person.button(.approve)?.enabled == false)

    person.session.visible(true)

    #expect(person.button(.approve)?.enabled == false)
    person.time.pass(.milliseconds(500))
    #expect(person.button(.approve)?.enabled == true)
  }

  @Test func approvesOnlyWithAllDigits() async throws {
    let person = await person(.shop.with { $0.entry = .typed(6) })
    person.time.pass(.seconds(1))

    await person.enter(.number, "12345")
    #expect(person.button(.approve)?.enabled == false)
    await person.enter(.approve, "")
    #expect(person.phone.told.calls == [])

    await person.enter(.number, "١٢٣٤٥٦")
    try await person.tap(.approve)
    #expect(person.phone.told.calls == ["approve a1.c1 123456 none"])
  }

  @Test func keepsOnlyDigitsAndNoMoreThanAreAskedFor() async {
    let person = await person(.shop.with { $0.entry = .typed(4) })

    await person.enter(.number, "1a2 345678")

    guard case .number(let entry)? = person.screen.items.first(where: { if case .number = $0 { true } else { false } })
    else { return #expect(Bool(false), "there is no number") }
    #expect(entry.value == "1234")
    #expect(entry.digits == 4)
  }

  @Test func approvesByPickingOneOfTheNumbersOfTheServer() async throws {
    let person = await person(.shop.with { $0.entry = .picked(["17", "42", "99"]) })
    #expect(person.button(.approve) == nil)
    person.time.pass(.seconds(1))

    await person.enter(.pick, "18")
    #expect(person.phone.told.calls == [])

    await person.enter(.pick, "42")
    #expect(person.phone.told.calls == ["approve a1.c1 42 none"])
  }

  @Test func demandsVerificationWhereTheServerDoes() async throws {
    let person = await person(.shop.with { $0.needsVerification = true })
    person.time.pass(.seconds(1))
    #expect(person.button(.approveScreenLock)?.enabled == true)

    try await person.tap(.approve)

    #expect(person.phone.told.calls == ["approve a1.c1 - biometric"])
  }

  @Test func canOnlyBeDeniedWithoutAScreenLockWhereOneIsNeeded() async throws {
    let person = await person(.shop.with { $0.needsVerification = true }, .none)
    person.time.pass(.seconds(1))

    #expect(person.button(.approve) == nil)
    #expect(person.sees(.request_no_lock))
    try await person.tap(.lockSettings)
    #expect(person.wishes == [.lockSettings])
    await person.enter(.approve, "")
    #expect(person.phone.told.calls == [])
  }

  @Test func canOnlyBeDeniedWhenSomethingCannotBeShown() async throws {
    let person = await person(.shop.with { $0.restriction = .of(.restricted_undisplayable) })
    person.time.pass(.seconds(1))

    #expect(person.button(.approve) == nil)
    #expect(person.sees(.restricted_undisplayable))
    try await person.tap(.deny)
    #expect(person.phone.told.calls == ["deny a1.c1 none"])
  }

  @Test func warnsWhenRequestsPileUp() async {
    let person = await person(.shop.with { $0.burst = 7 })

    #expect(person.screen.items.contains(.banner(.count(.request_burst, 7), .danger, nil)))
  }

  @Test func saysWhatToDoNextWhenItWasNotThePerson() async throws {
    let person = await person(.shop)
    person.phone.tell { $0.ending = .denied }

    try await person.tap(.notMe)
    #expect(person.phone.told.calls == ["deny a1.c1 notMe"])
    #expect(person.sees(.not_me_advice))
    try await person.tap(.lockOut)
    #expect(person.screen.id == .lockOut)
    try await person.tap(.confirm)

    #expect(person.phone.told.calls.last == "lockOut a1 a1.c1")
    #expect(person.sees(.lock_out_done))
    try await person.tap(.done)
    #expect(person.screen.id == .accounts)
  }

  @Test func offersToLockOnlyWhereTheServerCan() async throws {
    let person = await person(.shop.with { $0.abilities.remove(.lockOut) })
    person.phone.tell { $0.ending = .denied }

    try await person.tap(.notMe)

    #expect(person.sees(.not_me_advice_only))
    #expect(person.button(.lockOut) == nil)
    await person.enter(.lockOut, "")
    #expect(person.screen.id == .outcome)
  }

  @Test func doesNotAskWhyWhereTheServerDoesNotHearIt() async throws {
    let person = await person(.shop.with { $0.abilities.remove(.denyReasons) })
    #expect(person.button(.notMe) == nil)
    person.phone.tell { $0.ending = .denied }

    try await person.tap(.deny)

    #expect(person.phone.told.calls == ["deny a1.c1 none"])
    #expect(person.sees(.not_me_advice))
  }

  @Test func staysAfterACanceledPromptAndNeedsToBeSeenAgain() async throws {
    let person = await person(.shop)
    person.phone.tell { $0.ending = .notSent(.canceled) }
    person.time.pass(.seconds(1))

    try await person.tap(.approve)

    #expect(person.screen.id == .request)
    #expect(person.sees(.trouble_canceled))
    #expect(person.button(.approve)?.enabled == false)
    person.phone.tell { $0.ending = .approved }
    person.time.pass(.milliseconds(500))
    try await person.tap(.approve)
    #expect(person.sees(.outcome_approved))
  }

  @Test func saysWhyItCannotBeShown() async {
    let person = Person()
    await person.open()

    await person.session.show("gone")

    #expect(person.sees(.trouble_challenge))
    #expect(person.button(.approve) == nil)
  }

  @Test(arguments: [
    (Ending.wrongNumber, Key.outcome_wrong_number), (.approvedElsewhere, .outcome_approved_elsewhere),
    (.deniedElsewhere, .outcome_denied_elsewhere), (.unknown, .outcome_unknown), (.withdrawn, .outcome_withdrawn),
    (.over, .outcome_over), (.deniedHere, .outcome_denied_here),
  ])
  func tellsEveryEnding(_ ending: Ending, _ key: Key) async throws {
    let person = await person(.shop)
    person.phone.tell { $0.ending = ending }
    person.time.pass(.seconds(1))

    try await person.tap(.approve)

    #expect(person.screen.id == .outcome)
    #expect(person.screen.announce == .of(key))
    #expect(person.sees(key))
  }

  @Test func goesStraightToWhatHappenedWhenItIsOver() async {
    let person = await person(.shop.with { $0.ending = .approvedElsewhere })

    #expect(person.screen.id == .outcome)
    #expect(person.sees(.outcome_approved_elsewhere_text))
  }

  @Test func asksTheServerAgainAboutAnUnknownOutcome() async throws {
    let person = await person(.shop)
    person.phone.tell { $0.ending = .unknown }
    person.time.pass(.seconds(1))
    try await person.tap(.approve)
    let answers = person.phone.told.calls

    person.phone.tell { $0.problems = [.offline] }
    try await person.tap(.check)
    #expect(person.sees(.trouble_offline))
    person.phone.tell {
      $0.problems = []
      $0.requests[0].ending = .approved
    }
    try await person.tap(.check)

    #expect(person.sees(.outcome_approved))
    #expect(person.button(.check) == nil)
    #expect(person.phone.told.calls == answers)
  }
}
