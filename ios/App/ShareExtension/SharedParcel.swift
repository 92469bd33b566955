import CountersignScreens
import Foundation
import UniformTypeIdentifiers

/// What another app handed over: of all there is, the first thing that can hold a code.
@MainActor final class SharedParcel {
  private let attachments: [NSItemProvider]

  init(_ attachments: [NSItemProvider]) {
    self.attachments = attachments
  }

  func opened() async -> ShareModel.Parcel {
    for attachment in attachments {
      if attachment.hasItemConformingToTypeIdentifier(UTType.image.identifier) {
        return await image(attachment).flatMap { Frame(image: $0) }.map { .picture($0) } ?? .nothing
      }
      if attachment.canLoadObject(ofClass: URL.self) { return await link(attachment).map { .text($0) } ?? .nothing }
      if attachment.canLoadObject(ofClass: String.self) { return await text(attachment).map { .text($0) } ?? .nothing }
    }
    return .nothing
  }

  private func image(_ attachment: NSItemProvider) async -> Data? {
    await withCheckedContinuation { answer in
      _ = attachment.loadDataRepresentation(forTypeIdentifier: UTType.image.identifier) { data, _ in
        answer.resume(returning: data)
      }
    }
  }

  private func link(_ attachment: NSItemProvider) async -> String? {
    await withCheckedContinuation { answer in
      _ = attachment.loadObject(ofClass: URL.self) { url, _ in answer.resume(returning: url?.absoluteString) }
    }
  }

  private func text(_ attachment: NSItemProvider) async -> String? {
    await withCheckedContinuation { answer in
      _ = attachment.loadObject(ofClass: String.self) { text, _ in answer.resume(returning: text) }
    }
  }
}
