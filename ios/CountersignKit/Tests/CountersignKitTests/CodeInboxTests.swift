import Foundation
import Testing

@testable import CountersignKit

struct CodeInboxTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  private let inbox: CodeInbox

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    inbox = CodeInbox(folder: folder)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
  }

  @Test func aCodeIsTakenOnceAndLeavesNothingBehind() throws {
    try inbox.leave("countersign://enroll?v=1")

    #expect(inbox.take() == "countersign://enroll?v=1")
    #expect(try files() == [])
    #expect(inbox.take() == nil)
  }

  @Test func onlyTheLastCodeWaits() throws {
    try inbox.leave("countersign://enroll?v=1&n=first")
    try inbox.leave("countersign://enroll?v=1&n=second")

    #expect(try files().count == 1)
    #expect(inbox.take() == "countersign://enroll?v=1&n=second")
  }

  @Test(arguments: [601.0, -601, 86_400]) func aCodeThatWaitedTooLongIsDeletedUnread(_ seconds: TimeInterval) throws {
    try inbox.leave("countersign://enroll?v=1")

    #expect(inbox.take(now: Date(timeIntervalSinceNow: seconds)) == nil)
    #expect(try files() == [])
  }

  @Test func tidyingDeletesOnlyWhatWaitedTooLong() throws {
    try inbox.leave("countersign://enroll?v=1")
    inbox.tidy()
    #expect(try files().count == 1)

    inbox.tidy(now: Date(timeIntervalSinceNow: 601))

    #expect(try files() == [])
    inbox.tidy()
  }

  @Test func aCodeWaitsForSomeMinutes() throws {
    try inbox.leave("countersign://enroll?v=1")

    #expect(inbox.take(now: Date(timeIntervalSinceNow: 500)) == "countersign://enroll?v=1")
  }

  @Test func whatIsTooLongOrNoTextIsNoCode() throws {
    #expect(throws: (any Error).self) { try inbox.leave(String(repeating: "a", count: CodeInbox.limit + 1)) }
    #expect(inbox.take() == nil)
    try Data([0xFF, 0xFE]).write(to: folder.appendingPathComponent("shared-code"))
    #expect(inbox.take() == nil)
    #expect(try files() == [])
  }
}
