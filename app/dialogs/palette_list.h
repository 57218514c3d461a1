// The command palette's list: a row an entry with its name, a dim detail, and the keys at the right. What cannot be run
// is dim and cannot be chosen.
#pragma once

#include "app/dialogs/palette_entries.h"

#include <QListView>

namespace rolloutscope {

class PaletteList : public QListView {
    Q_OBJECT
public:
    explicit PaletteList(QWidget* parent = nullptr);
    ~PaletteList() override;

    /// The first entry that can be run becomes the current one.
    void setEntries(std::vector<PaletteEntry> entries);
    [[nodiscard]] const std::vector<PaletteEntry>& entries() const;
    /// -1: none.
    [[nodiscard]] int currentRow() const;
    /// By so many rows that can be run, as far as there are any.
    void moveBy(int rows);
    /// px for so many rows at most
    [[nodiscard]] int heightFor(int mostRows) const;

private:
    class Model;
    Model* model_;
};

} // namespace rolloutscope
