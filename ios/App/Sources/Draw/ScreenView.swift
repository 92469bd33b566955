import CountersignScreens
import SwiftUI

/// Draws a screen with the platform's own views. Decides nothing.
struct ScreenView: View {
  let screen: CountersignScreens.Screen
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    NavigationStack {
      ScrollView {
        VStack(alignment: .leading, spacing: 16) {
          ForEach(Array(screen.blocks.enumerated()), id: \.offset) { _, block in
            BlockView(block: block, act: act)
          }
        }
        .padding()
        .frame(maxWidth: 640, alignment: .leading)
        .frame(maxWidth: .infinity)
      }
      .id(screen.id)
      .navigationTitle(Text(screen.title))
      .navigationBarTitleDisplayMode(.inline)
      .toolbar {
        if let back = screen.back {
          ToolbarItem(placement: .navigationBarLeading) {
            Button {
              act(back)
            } label: {
              Image(systemName: "chevron.backward")
            }
            .accessibilityLabel(Text(.back))
          }
        }
      }
    }
    .accessibilityAction(.escape) { if let back = screen.back { act(back) } }
    .privacySensitive(screen.secure)
  }
}

/// Items that stand together: deny and approve beside each other and of the same size, everything else alone.
enum Block {
  case one(Item)
  case answers(deny: Item.Button, approve: Item.Button)
}

extension CountersignScreens.Screen {
  fileprivate var blocks: [Block] {
    var blocks: [Block] = []
    for item in items {
      if case .button(let approve) = item, approve.style == .approve,
        case .one(.button(let deny))? = blocks.last, deny.style == .deny
      {
        blocks[blocks.count - 1] = .answers(deny: deny, approve: approve)
      } else {
        blocks.append(.one(item))
      }
    }
    return blocks
  }
}

private struct BlockView: View {
  let block: Block
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    switch block {
    case .one(let item): ItemView(item: item, act: act)
    case .answers(let deny, let approve):
      ViewThatFits(in: .horizontal) {
        HStack(spacing: 16) { answers(deny, approve) }
        VStack(spacing: 16) { answers(deny, approve) }
      }
    }
  }

  @ViewBuilder private func answers(_ deny: Item.Button, _ approve: Item.Button) -> some View {
    ButtonView(button: deny, act: act)
    ButtonView(button: approve, act: act)
  }
}
