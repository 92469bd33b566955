import Foundation
import Synchronization
import Testing

@testable import CountersignScreens

/// What the share extension shows and keeps.
@MainActor struct ShareTests {
  private let kept = Kept()

  private func screen(
    _ parcel: ShareModel.Parcel, found: String? = nil, leave: (@Sendable (String) throws -> Void)? = nil
  ) async -> Screen {
    let model = ShareModel(
      parcel: { parcel }, limit: 100, read: { _ in found }, leave: leave ?? { [kept] in kept.keep($0) })
    _ = await model.load()
    return model.screen
  }

  @Test func keepsTheTextOfALinkAndSaysWhatIsNext() async {
    let screen = await screen(.text(" https://login.example.com/enroll#x\n"))

    #expect(kept.all == ["https://login.example.com/enroll#x"])
    #expect(screen.announce == .of(.ios_share_kept))
    #expect(screen.items.contains(.text(.of(.ios_share_next), .plain)))
  }

  @Test func keepsTheCodeInAPicture() async {
    _ = await screen(.picture(.blank), found: "countersign://offer")

    #expect(kept.all == ["countersign://offer"])
  }

  @Test func keepsNothingWhereNoCodeIs() async {
    for parcel in [ShareModel.Parcel.picture(.blank), .text(" "), .nothing] {
      #expect(await screen(parcel).announce == .of(.ios_share_nothing))
    }
    #expect(kept.all == [])
  }

  @Test func whatIsLongerThanAnyCodeIsNone() async {
    // Bytes count, and spaces around it do not.
    let longest = String(repeating: "\u{E9}", count: 50)

    #expect(await screen(.text(" \(longest)\n")).announce == .of(.ios_share_kept))
    #expect(await screen(.text(longest + "a")).announce == .of(.ios_share_nothing))

    #expect(kept.all == [longest])
  }

  @Test func saysWhenItCannotBeKept() async {
    let screen = await screen(.text("countersign://offer")) { _ in throw Trouble.locked }

    #expect(screen.announce == .of(.storage_failed))
  }

  @Test func endsWhenThePersonIsDone() async {
    let model = ShareModel(parcel: { .nothing }, limit: 100, read: { _ in nil }, leave: { _ in })
    _ = await model.load()

    guard case .home = await model.act(Action(.done)) else { return #expect(Bool(false), "it goes on") }
  }
}

private final class Kept: Sendable {
  private let codes = Mutex<[String]>([])

  var all: [String] { codes.withLock { $0 } }

  func keep(_ code: String) {
    codes.withLock { $0.append(code) }
  }
}

extension Frame {
  fileprivate static let blank = Frame(width: 1, height: 1, rowStride: 1, luma: Data([0]))
}
