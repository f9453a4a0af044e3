"""How far colleagues have come: what the list is narrowed by, and a note about one of them (ADO-1)."""

from collections.abc import Sequence

from wtforms import Form, SearchField

from admin.forms.fields import FacetField, one_line, words
from portal.domain.queries.adoptions import Filters, Sort, Step
from portal.domain.queries.departments import DepartmentLine

LACKS = {
    Step.INVITED.value: "Not asked in",
    Step.SIGNED_IN.value: "Never signed in",
    Step.SEARCHED.value: "Never searched",
    Step.REQUESTED.value: "Never requested",
    Step.NOMINATED.value: "Never nominated",
}


class AdoptionFilters(Form):
    q = SearchField("Search", filters=[one_line])
    lacks = FacetField("How far", "Everybody")
    department = FacetField("Department", "Any department")
    sort = FacetField("Sorted by", "Name")

    def offer(self, departments: Sequence[DepartmentLine]) -> None:
        self.lacks.offer(LACKS)
        self.department.offer({str(one.id): one.name for one in departments})
        self.sort.offer(
            {
                Sort.SEEN.value: "Last seen",
                Sort.SEARCHES.value: "Searches",
                Sort.REQUESTS.value: "Requests",
                Sort.NOMINATIONS.value: "Nominations",
            }
        )

    def filters(self) -> Filters:
        return Filters(
            lacks=Step(self.lacks.chosen) if self.lacks.chosen else None,
            department_id=int(self.department.chosen) if self.department.chosen else None,
            words=(self.q.data or "")[:200],
        )

    def order(self) -> Sort:
        return Sort(self.sort.chosen) if self.sort.chosen else Sort.NAME

    def chosen(self) -> dict[str, str]:
        facets = (self.lacks, self.department, self.sort)
        given = {field.short_name: field.chosen for field in facets} | {"q": self.q.data or ""}
        return {name: value for name, value in given.items() if value}


class NewAdoptionNote(Form):
    words = words("Why not yet, or what was tried", missing="Write something first.", longest=2_000)
