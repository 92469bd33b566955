import Foundation
import Testing

@testable import CountersignScreens

@MainActor struct AddingTests {
  private let frame = Frame(width: 40, height: 40, rowStride: 40, luma: Data(count: 1_600))

  private func person() async throws -> Person {
    let person = Person()
    person.phone.tell { $0.previews = [.shop] }
    await person.open()
    try await person.tap(.add)
    return person
  }

  @Test func asksForTheCameraAndScans() async throws {
    let person = try await person()
    #expect(person.wishes == [.camera])
    await person.enter(.camera, "allowed")
    #expect(person.screen.items.contains(.camera(.code, .of(.add_camera))))

    await person.enter(.code, "countersign://offer")

    #expect(person.screen.id == .preview)
    #expect(person.phone.told.calls == ["preview countersign://offer"])
  }

  @Test func worksWithoutACamera() async throws {
    let person = try await person()
    await person.enter(.camera, "refused")
    #expect(person.sees(.camera_refused))
    #expect(person.button(.goOn)?.enabled == false)
    try await person.tap(.paste)
    try await person.tap(.choosePicture)
    #expect(person.wishes == [.camera, .paste, .picture])

    await person.enter(.link, " countersign://offer\n")
    try await person.tap(.goOn)

    #expect(person.phone.told.calls == ["preview countersign://offer"])
  }

  @Test func readsAPictureOrSaysThatThereIsNoCode() async throws {
    let person = try await person()
    await person.session.picture(frame)
    #expect(person.sees(.trouble_picture))

    person.phone.tell { $0.codeInPicture = "countersign://offer" }
    await person.session.picture(frame)

    #expect(person.screen.id == .preview)
  }

  @Test func saysThatAFileIsNoPicture() async throws {
    let person = try await person()

    await person.session.picture(nil)

    #expect(person.sees(.trouble_picture))
  }

  @Test func takesWhatWasCopied() async throws {
    let person = try await person()
    try await person.tap(.paste)

    await person.enter(.pasted, "countersign://offer")

    #expect(person.screen.id == .preview)
  }

  @Test func asksAboutARefusedCodeOnceWhileItStaysBeforeTheCamera() async throws {
    let person = try await person()
    person.phone.tell { $0.refusal = .unknownCode }
    await person.enter(.code, "hello")
    await person.enter(.code, "hello")
    #expect(person.phone.told.calls == ["preview hello"])
    #expect(person.sees(.trouble_code_unknown))
    #expect(person.button(.retry) == nil)

    await person.enter(.code, "other")
    await person.enter(.code, "hello")

    #expect(person.phone.told.calls == ["preview hello", "preview other", "preview hello"])
  }

  @Test func asksAgainAboutAScannedCodeWhenThePersonWants() async throws {
    let person = try await person()
    person.phone.tell { $0.refusal = .offline }
    await person.enter(.code, "countersign://offer")
    await person.enter(.code, "countersign://offer")
    #expect(person.phone.told.calls.count == 1)

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.retry)

    #expect(person.screen.id == .preview)
  }

  @Test func asksAgainAboutALinkWhenThePersonWants() async throws {
    let person = Person()
    person.phone.tell {
      $0.previews = [.shop]
      $0.refusal = .offline
    }
    await person.open()
    await person.session.open("https://login.shop.example/enroll#x")
    #expect(person.sees(.trouble_offline))

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.retry)

    #expect(person.screen.id == .preview)
    #expect(person.phone.told.calls.last == "preview https://login.shop.example/enroll#x")
  }

  @Test func aCodeThatWasPastedIsAskedAboutEachTime() async throws {
    let person = try await person()
    person.phone.tell { $0.refusal = .unknownCode }

    await person.enter(.pasted, "hello")
    await person.enter(.pasted, "hello")

    #expect(person.phone.told.calls == ["preview hello", "preview hello"])
  }

  @Test func saysThatThePersonWillBeAskedOnceForTheKeyOfApprovals() async throws {
    let person = try await person()
    person.phone.tell { $0.previews = [.shop.with { $0.takesApprovalKey = true }] }
    await person.enter(.code, "countersign://offer")
    #expect(person.sees(.preview_prompt))

    person.phone.tell { $0.refusal = .canceled }
    try await person.tap(.add)
    #expect(person.sees(.preview_canceled))
    #expect(person.screen.id == .preview)
    person.phone.tell { $0.refusal = nil }
    try await person.tap(.add)

    #expect(person.sees(.preview_added))
  }

  @Test func saysWhatItMeansToHaveNoScreenLock() async throws {
    let person = try await person()
    person.phone.tell {
      $0.previews = [.shop.with { $0.takesApprovalKey = true }]
      $0.verification = .none
    }
    await person.enter(.code, "countersign://offer")

    #expect(person.sees(.preview_unbound))
    #expect(!person.sees(.preview_prompt))
    #expect(person.button(.add)?.enabled == true)
  }

  @Test func promisesNoKeyForApprovalsWhereTheServerTakesNone() async throws {
    let person = try await person()
    await person.enter(.code, "countersign://offer")

    #expect(!person.sees(.preview_prompt))
    #expect(!person.sees(.preview_unbound))
  }

  @Test func keepsTheCodeOutOfScreenshots() async throws {
    #expect(try await person().screen.secure)
  }

  @Test func tellsWhatIsWrongWithACodeAndStays() async throws {
    let person = try await person()
    person.phone.tell { $0.refusal = .unknownCode }

    await person.enter(.code, "hello")

    #expect(person.screen.id == .add)
    #expect(person.sees(.trouble_code_unknown))
    #expect(person.screen.announce == .of(.trouble_code_unknown))
  }

  @Test func showsWhoAsksBeforeAnythingIsMade() async throws {
    let person = try await person()
    await person.enter(.code, "countersign://offer")

    #expect(person.sees("Shop"))
    #expect(person.sees("login.shop.example"))
    #expect(person.sees("alice@example.com"))
    #expect(person.sees(.asks_typed))
    #expect(person.sees(.preview_nothing_yet))
    #expect(person.phone.told.calls == ["preview countersign://offer"])
    #expect(try #require(person.screen.place(.back)) < #require(person.screen.place(.add)))

    try await person.tap(.add)
    #expect(person.phone.told.calls.last == "enroll alice@example.com")
    #expect(person.sees(.preview_added))
    try await person.tap(.done)
    #expect(person.screen.id == .accounts)
  }

  @Test func addsNothingWhenThePersonGoesBack() async throws {
    let person = try await person()
    await person.enter(.code, "countersign://offer")

    try await person.tap(.back)

    #expect(person.screen.id == .accounts)
    #expect(person.phone.told.calls == ["preview countersign://offer"])
  }

  @Test func doesNotOfferToAddWhatIsThere() async throws {
    let person = try await person()
    person.phone.tell { $0.previews = [.shop.with { $0.exists = true }] }
    await person.enter(.code, "countersign://offer")

    #expect(person.sees(.preview_exists))
    #expect(person.button(.add) == nil)
  }

  @Test func goesOnWithTheRestOfAnExportAfterAFailure() async throws {
    let person = try await person()
    let names = ["one", "two"]
    person.phone.tell { $0.previews = names.map { name in .shop.with { $0.account = name } } }
    await person.enter(.code, "otpauth-migration://offline")
    #expect(person.sees(.preview_heading_many))
    person.phone.tell { $0.refusal = .offline }
    try await person.tap(.add)
    #expect(person.sees(.trouble_offline))

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.add)

    #expect(person.phone.told.calls.suffix(3) == ["enroll one", "enroll one", "enroll two"])
    #expect(person.screen.items.contains(.heading(.count(.preview_added, 2))))
  }

  @Test func tellsThatThereAreMoreCodesToScan() async throws {
    let person = try await person()
    person.phone.tell { $0.previews = [.shop.with { $0.part = (1, 3) }] }
    await person.enter(.code, "otpauth-migration://offline")

    #expect(person.sees(.preview_part))
  }

  @Test func aLinkThatComesBeforeTheFirstScreenIsPreviewedOnce() async throws {
    let person = Person()
    person.phone.tell { $0.previews = [.shop] }
    await person.session.open("https://login.shop.example/enroll#x")

    await person.open()

    #expect(person.screen.id == .preview)
    #expect(person.phone.told.calls == ["preview https://login.shop.example/enroll#x"])
    #expect(person.wishes == [])
    try await person.tap(.back)
    #expect(person.sees(.accounts_empty))
  }

  @Test func previewsALinkFromOutsideAboveWhateverIsThere() async {
    let person = Person()
    person.phone.tell { $0.previews = [.shop] }
    await person.open()

    await person.session.open("https://login.shop.example/enroll#x")

    #expect(person.screen.id == .preview)
    #expect(person.phone.told.calls == ["preview https://login.shop.example/enroll#x"])
  }
}
