"""The kinds of problems of files and cells; those of whole rows stand beside their rules in `checks`."""

from __future__ import annotations

from resettle.model.text import Text
from resettle.scenarios.ledger.problems import Kind

NOT_THERE = Kind(
    "文件不存在",
    Text("there is no such file, or it may not be read", "没有这个文件，或无权读取"),
    Text("check its name and folder", "请核对文件名和所在文件夹"),
)
UNREADABLE = Kind(
    "文件打不开",
    Text("the file cannot be read as a table", "文件无法作为表格读取"),
    Text(
        "open it and save it as .xlsx, or as CSV in UTF-8, without a password",
        "请打开后另存为.xlsx，或UTF-8编码的CSV，不设密码",
    ),
)
NO_HEADER = Kind(
    "找不到表头",
    Text("no row holds the names of known columns", "未找到含有已知列名的表头行"),
    Text(
        "give the row with the names of columns, or say with --map which column is which",
        "请补上列名所在行，或用--map说明各列对应关系",
    ),
)
TWICE = Kind(
    "列重复",
    Text("two columns are recognised as the same", "有两列被认作同一列"),
    Text("delete one, or leave one out by --map", "请删除其中一列，或用--map忽略一列"),
)
NO_YEAR = Kind(
    "缺年度",
    Text("no year is stated, so that ages cannot be known", "台账没有年度，无法推算年龄"),
    Text("add a column 年度, or state the year by --year", "请补充“年度”列，或用--year指定年度"),
)
NO_PEOPLE = Kind(
    "没有人员",
    Text("no row of a person is left to count", "没有可供统计的人员"),
    Text("give the ledger of persons, with the problems above mended", "请提供人员台账，并先处理上述问题"),
)
LOST_DIGITS = Kind(
    "号码存为数字",
    Text(
        "a number of a person or household is stored as a number and has lost digits",
        "号码被存为数字，末几位已丢失",
    ),
    Text(
        "export anew with this column as text; digits that were lost cannot be brought back",
        "请将该列设为文本后从系统重新导出，已丢失的数位无法恢复",
    ),
)
BAD_ID = Kind(
    "证件号码有误",
    Text(
        "the identity number is not right (length, date of birth or check digit)",
        "证件号码不合规（位数、出生日期或校验码）",
    ),
    Text("compare it with the identity card", "请与居民身份证核对"),
)
NO_KEY = Kind(
    "缺编号",
    Text("the row has no number of a person or household", "该行没有人员或家庭编号"),
    Text("fill in the number, or delete the row", "请补填编号，或删除该行"),
)
UNKNOWN_CODE = Kind(
    "取值不在范围",
    Text("what stands here is none of the values allowed", "填写内容不在允许的取值之内"),
    Text("choose one of those of the system", "请按系统选项填写"),
)
NOT_A_NUMBER = Kind(
    "数值有误",
    Text("what stands here is no number, or out of its bounds", "填写内容不是数值，或超出范围"),
    Text(
        "fill in a number without words or units, such as 50000 for 5万",
        "请只填数字，不带文字和单位，如5万应填50000",
    ),
)
